"""The recipient's own link to answer with: opens without sign-in, answers nothing by itself.

The token is an HMAC over the notification and the day it ends: the same on every attempt, and nothing is stored.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from notifications.models import Notification

LIFE = timedelta(days=14)
_signer = Signer(salt="notifications.answer", sep=".")


@dataclass(frozen=True)
class AnswerLink:
    """What a genuine token says."""

    notification_id: uuid.UUID
    expires_at: int

    def has_expired(self, now: datetime) -> bool:
        return now.timestamp() >= self.expires_at


def make_token(notification: Notification) -> str:
    """Return the notification's token; making it again gives the same one."""
    expires_at = int((notification.created_at + LIFE).timestamp())
    return _signer.sign(f"{notification.pk.hex}.{expires_at}")


def read_token(token: str) -> AnswerLink | None:
    """Return what a token says, or None if it was not made here."""
    try:
        number, _separator, expires_at = _signer.unsign(token).partition(".")
        return AnswerLink(uuid.UUID(number), int(expires_at))
    except (BadSignature, ValueError):
        return None


def answer_url(notification: Notification) -> str:
    """Return the address to put into a message."""
    return f"{settings.PUBLIC_URL}{reverse('notifications:answer_link', args=[make_token(notification)])}"
