"""The head of the chain leaves the house: each day to the administrators and chiefs of both sides.

The message carries the hash and not the seal's number: that would tell each side how busy the other has been.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from audit.models import Head, Letter
from people.actors import Actor, acting_as
from people.models import Role, User

logger = logging.getLogger(__name__)

AUDIT = Actor("system:audit", sees=("audit",))
# One mails at a time; the lock ends with its connection.
LOCK = 4_207_314_002


def mail_head() -> int:
    """Take the head of the day (UTC) if there is none yet, mail it to whoever has not had it, and return how many had.

    What fails is tried again the next time; whoever has had it is not written to twice, unless the process dies
    between sending and writing that down.
    """
    sent = 0
    with _alone() as is_alone:
        if not is_alone:
            return 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.audit_take_head()")
        with acting_as(AUDIT):
            # Each head covers all before it: of a day on which no mail went out, nothing is owed.
            head = Head.objects.order_by("-day").first()
            waiting = [] if head is None else list(_recipients().exclude(pk__in=head.letters.values("recipient")))
        for user in waiting:
            assert head is not None
            try:
                compose(head, user).send()
            except (OSError, ValueError) as error:
                # Of SMTP and of the network; the text may hold an address.
                logger.error("head_not_mailed user=%s error=%s", user.pk, type(error).__name__)
                continue
            with acting_as(AUDIT):
                Letter.objects.create(head=head, recipient=user, sent_at=timezone.now())
            sent += 1
    return sent


def _recipients() -> QuerySet[User]:
    return (
        User.objects.filter(role__in=[Role.ADMINISTRATOR, Role.CHIEF], side__isnull=False, is_active=True)
        .exclude(email="")
        .order_by("pk")
    )


def compose(head: Head, user: User) -> EmailMessage:
    """Return the message to one person, in that person's language."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    context = {"head": head, "hash": bytes(head.hash).hex(), "host": host}
    with translation.override(user.language):
        subject = render_to_string("audit/head.subject.txt", context).strip()
        text = render_to_string("audit/head.body.txt", context)
    return EmailMessage(
        subject,
        text,
        to=[user.email],
        headers={
            # The same on every attempt, so that a mail program shows a repeated message once.
            "Message-ID": f"<audit-{head.day:%Y%m%d}-{user.pk}@{host}>",
            "Content-Language": user.language,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold a lock that needs no transaction: the sealer does not have to wait for a mail server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
