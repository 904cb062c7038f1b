"""Who acts: the two sides, the people, their tokens."""

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime


class Role(models.TextChoices):
    LIAISON = "liaison", _("Border liaison officer")
    REPRESENTATIVE = "representative", _("Border representative")
    DEPUTY = "deputy", _("Deputy representative")
    CHIEF = "chief", _("Chief of the border service")
    ANALYST = "analyst", _("Analyst")
    OBSERVER = "observer", _("Observer")
    AUTHORITY = "authority", _("Local authority")
    ADMINISTRATOR = "administrator", _("Administrator")


class Clock(models.TextChoices):
    """Whose clock a time was stated on; the offset fixes the instant."""

    BISHKEK = "Asia/Bishkek", pgettext_lazy("clock", "Bishkek")
    DUSHANBE = "Asia/Dushanbe", pgettext_lazy("clock", "Dushanbe")


class Side(models.Model):
    """One of the two sides of a border: its service, and the clock it keeps."""

    code = models.CharField(max_length=2, primary_key=True)
    name_en = models.CharField(max_length=80)
    name_ru = models.CharField(max_length=80)
    name_tg = models.CharField(max_length=80)
    name_ky = models.CharField(max_length=80)
    service_en = models.CharField(max_length=120)
    service_ru = models.CharField(max_length=120)
    # The abbreviation used beside the half disc, by language: КР and РТ in Russian.
    short_ru = models.CharField(max_length=4)
    time_zone = models.CharField(max_length=40, choices=Clock)

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return getattr(self, f"name_{get_language() or 'en'}", self.name_en)

    @property
    def short(self) -> str:
        """The code that stands beside the half disc, in the reader's script."""
        return self.code if get_language() == "en" else self.short_ru


class User(AbstractUser):
    """A person who signs in: of one side or of none, with one role.

    Sectors are assigned by `segments.Sector.officers`, districts by `segments.AdminArea.authorities`.
    """

    side = models.ForeignKey(Side, models.PROTECT, null=True, blank=True, related_name="people")
    role = models.CharField(max_length=20, choices=Role, default=Role.OBSERVER)
    language = models.CharField(
        max_length=2,
        default="ru",
        choices=[("ru", _("Russian")), ("tg", _("Tajik")), ("ky", _("Kyrgyz")), ("en", _("English"))],
    )
    time_zone = models.CharField(max_length=40, choices=Clock, default=Clock.BISHKEK)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_has_a_side_unless_analyst_or_observer",
                condition=Q(side__isnull=False) | Q(role__in=[Role.ANALYST, Role.OBSERVER]),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def speaks_for_a_side(self) -> bool:
        """Whether this person writes the side's record: liaison officer, representative, deputy or chief."""
        return self.role in {Role.LIAISON, Role.REPRESENTATIVE, Role.DEPUTY, Role.CHIEF}

    @property
    def represents_a_side(self) -> bool:
        """Whether this person acknowledges, releases, signs and closes."""
        return self.role in {Role.REPRESENTATIVE, Role.DEPUTY, Role.CHIEF}


class Scope(models.TextChoices):
    INCIDENTS_READ = "incidents:read", _("Read incidents")
    INCIDENTS_WRITE = "incidents:write", _("Write incidents")
    INCIDENTS_EXPORT = "incidents:export", _("Export incidents")
    SEGMENTS_READ = "segments:read", _("Read segments")
    SEGMENTS_WRITE = "segments:write", _("Write segments")
    ALERTS_READ = "alerts:read", _("Read alerts")
    ALERTS_WRITE = "alerts:write", _("Answer alerts")
    PLANS_READ = "plans:read", _("Read plans")
    PLANS_WRITE = "plans:write", _("Write plans")


class ApiToken(models.Model):
    """One key with which another system acts as its user, within its scopes, until it expires.

    Only the SHA-256 of the key is kept; the prefix is there to tell keys apart on a page.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_expires_after_it_was_made", condition=Q(expires_at__gt=models.F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.prefix

    @staticmethod
    def digest_of(key: str) -> str:
        """Return what is stored of a key: 256 random bits need no salt and no slow hash."""
        return hashlib.sha256(key.encode()).hexdigest()

    @staticmethod
    def make_key() -> str:
        return f"bt_{secrets.token_urlsafe(32)}"

    def is_valid(self, now: "datetime") -> bool:
        return self.revoked_at is None and now < self.expires_at and self.user.is_active
