"""Verbs about the roster: who represents a side, and how they are reached."""

import secrets
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.clock import database_now
from notifications.models import ContactKind, ContactPoint, Representative
from notifications.transports.addresses import AddressRefused, parse_webhook_url
from people.models import REPRESENTING_ROLES, User
from segments.models import Sector


class NotARepresentative(ValidationError):
    """Only a representative, deputy or chief of a side is told of incidents."""


class AddressNotUsable(ValidationError):
    """A mail address or URL that no message could be sent to."""


@transaction.atomic
def enrol_representative(
    *,
    user: User,
    sectors: Sequence[Sector],
    languages: Sequence[str] = (),
    active_from: date | None = None,
    active_until: date | None = None,
) -> Representative:
    """Put a person on the roster of the own side, with an inbox; a second time brings the entry up to date.

    :raises NotARepresentative: if the person's role does not represent a side.
    """
    if user.side_id is None or user.role not in {role.value for role in REPRESENTING_ROLES}:
        raise NotARepresentative(_("Only a representative, deputy or chief of a side can be enrolled."))
    entry = {
        "side_id": user.side_id,
        "role": user.role,
        "languages": list(languages) or [user.language],
        "active_until": active_until,
    }
    if active_from is not None:
        entry["active_from"] = active_from
    representative, _made = Representative.objects.update_or_create(
        user=user, defaults=entry, create_defaults={"active_from": timezone.now().date()} | entry
    )
    representative.sectors.add(*sectors)
    add_contact_point(representative=representative, kind=ContactKind.IN_APP, priority=9, verified=True)
    return representative


@transaction.atomic
def add_contact_point(
    *, representative: Representative, kind: str, address: str = "", priority: int = 1, verified: bool = False
) -> ContactPoint:
    """Add a way to reach a representative, or return the one that is there; a webhook gets its secret.

    :raises AddressNotUsable: if the address cannot be written to.
    """
    if kind == ContactKind.EMAIL:
        try:
            validate_email(address)
        except ValidationError as error:
            raise AddressNotUsable({"address": error.messages}) from error
    elif kind == ContactKind.WEBHOOK:
        try:
            parse_webhook_url(address)
        except AddressRefused as error:
            raise AddressNotUsable({"address": [_("Give an https address without a user name.")]}) from error
    point, _made = ContactPoint.objects.get_or_create(
        representative=representative,
        kind=kind,
        address=address,
        defaults={
            "side_id": representative.side_id,
            "priority": priority,
            "verified_at": database_now() if verified else None,
            "secret": secrets.token_urlsafe(32) if kind == ContactKind.WEBHOOK else "",
        },
    )
    return point
