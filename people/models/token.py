"""The keys with which other systems act as a person."""

import hashlib
import secrets
from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.person import User

if TYPE_CHECKING:
    from datetime import datetime


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


# The digest opens the door, and each use would be a row of history.
@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["digest", "last_used_at"])
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
