"""Mistakes of a deployment, found before they cost something: `manage.py check --deploy`."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.db.utils import OperationalError


@register(Tags.security, deploy=True)
def runs_over_https(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Cookies, links and positions must not cross a network in the clear."""
    if settings.EMBEDDED or settings.HTTPS:
        return []
    return [
        Error(
            "PUBLIC_URL does not begin with https://.",
            hint="Put a TLS proxy in front, set PUBLIC_URL to its address and BEHIND_PROXY=1.",
            id="bordertrack.E001",
        )
    ]


@register(Tags.security, deploy=True)
def has_two_database_roles(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The role that serves pages owns nothing, or row security would not bind it."""
    if settings.DATABASE_ROLE == "owner":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)"
                " FROM pg_roles WHERE rolname = current_user"
            )
            (is_too_mighty,) = cursor.fetchone()
    except OperationalError:
        return [
            checks.Warning(
                "The database does not answer, so its roles are not checked.",
                hint="Run the check again where DATABASE_URL can be reached.",
                id="bordertrack.W002",
            )
        ]
    if not is_too_mighty:
        return []
    return [
        Error(
            "DATABASE_URL signs in as a role that owns tables or passes row security by.",
            hint="Sign in as bordertrack_app, and give the owner as DATABASE_OWNER_URL to migrations only.",
            id="bordertrack.E002",
        )
    ]


@register(Tags.security, deploy=True)
def sends_mail(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """An alert written to a folder reaches nobody."""
    if settings.EMBEDDED or settings.EMAIL_URL:
        return []
    return [
        Error(
            "EMAIL_URL is not set: alerts are written to files.",
            hint="Give an SMTP server, such as smtp+tls://user:password@host:587.",
            id="bordertrack.E003",
        )
    ]
