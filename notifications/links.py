"""The recipient's own link to answer with: opens without sign-in, answers nothing by itself.

The token is an HMAC over the notification, the day it ends and the recipient's epoch: the same on every attempt,
nothing is stored, and what ends the recipient's sessions ends it.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from notifications.models import Notification

LIFE = timedelta(days=14)
FORM = re.compile(r"([0-9a-f]{32})\.([0-9]{1,12})\.[A-Za-z0-9_-]{20,100}")
_signer = Signer(salt="notifications.answer", sep=".")


@dataclass(frozen=True)
class AnswerLink:
    """What a token says; whether it is genuine is known with the notification it names."""

    notification_id: uuid.UUID
    expires_at: int
    token: str

    def has_expired(self, now: datetime) -> bool:
        return now.timestamp() >= self.expires_at

    def opens(self, notification: Notification) -> bool:
        """Whether the token was made here for this notification, and nothing has ended it since."""
        return constant_time_compare(self.token, _token(notification, self.expires_at))


def _token(notification: Notification, expires_at: int) -> str:
    said = f"{notification.pk.hex}.{expires_at}"
    signature = _signer.signature(f"{said}.{notification.recipient.user.key_epoch.hex}")
    return f"{said}.{signature}"


def make_token(notification: Notification) -> str:
    """Return the notification's token; making it again gives the same one until the recipient's epoch changes."""
    return _token(notification, int((notification.created_at + LIFE).timestamp()))


def read_token(token: str) -> AnswerLink | None:
    """Return what a token says, genuine or not, or None if it has not the form of one."""
    match = FORM.fullmatch(token)
    return AnswerLink(uuid.UUID(match[1]), int(match[2]), token) if match else None


def answer_url(notification: Notification) -> str:
    """Return the address to put into a message."""
    return f"{settings.PUBLIC_URL}{reverse('notifications:answer_link', args=[make_token(notification)])}"
