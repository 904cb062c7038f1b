"""What an officer has typed and not sent: kept as typed, by its author alone, until it is sent or put away.

It was typed for the author's side: a person who moves to another one leaves it behind.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.errors import IdTaken
from incidents.models import IncidentDraft
from people.models import User

Answers = dict[str, Any]

LONGEST_ANSWER = 20_000
LONGEST_OUTAGE = timedelta(hours=12)
# "Just now" and "10 minutes ago" count from the moment they were said, kept beside the answers.
STATED_AT = "stated_at"
# What a form says by itself: nobody has typed it.
_BY_DEFAULT = {"clock", "km_line", "stoppage", "time_precision"}
_SAID_OF_TIME = ("when", "minutes_ago")
_SALT = "incidents.drafts"


class AnswerTooLong(ValidationError):
    """An answer is longer than a draft keeps."""


class AlreadySent(ValidationError):
    """The draft was sent; its incident has the same id."""

    status_code = 409


def typed_answers(post: QueryDict, *, names: Iterable[str], several: Iterable[str]) -> Answers:
    """Return the answers of a posted form as typed, without empty ones: text, or a list where there may be several.

    Only what a database cannot hold is dropped; whether an answer is right is asked later.

    :raises AnswerTooLong: if one is longer than a draft keeps.
    """
    lists, answers = set(several), {}
    for name in names:
        values = [_storable(value) for value in post.getlist(name)]
        if sum(map(len, values)) > LONGEST_ANSWER:
            raise AnswerTooLong({name: [_("This is too long. Shorten it to be able to save it.")]})
        values = [value for value in values if value.strip()]
        if values:
            answers[name] = values if name in lists else values[-1]
    return answers


def _storable(text: str) -> str:
    # PostgreSQL's JSON holds neither NUL nor halves of characters.
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def drafts_of(user: User) -> QuerySet[IncidentDraft]:
    """Return what a person has begun and neither sent nor put away, newest first."""
    return _own(user).filter(sent_at=None, discarded_at=None).order_by("-updated_at")


def _own(user: User) -> QuerySet[IncidentDraft]:
    return IncidentDraft.objects.filter(user=user, side_id=user.side_id)


def find_draft(*, user: User, id: uuid.UUID) -> IncidentDraft | None:
    """Return a person's own draft, sent and put away ones included."""
    return _own(user).filter(pk=id).first()


@transaction.atomic
def save_answers(
    *,
    user: User,
    id: uuid.UUID,
    answers: Mapping[str, Any],
    only: Iterable[str] | None = None,
    typed_ago: timedelta = timedelta(0),
) -> IncidentDraft | None:
    """Keep answers as typed; with `only`, those names change and the others stay. The first ones make the draft.

    Nothing is made of an empty form. `typed_ago` is how long the answers waited for the network.

    :raises IdTaken: if the id is somebody else's.
    :raises AlreadySent: if the draft was sent.
    """
    now = timezone.now()
    draft = _own(user).select_for_update().filter(pk=id).first()
    if draft is None:
        if not set(answers) - _BY_DEFAULT:
            return None
        draft = _make(user, id, now)
    if draft.sent_at is not None:
        raise AlreadySent(_("This was sent already."))
    former = draft.answers
    kept = {} if only is None else {name: value for name, value in former.items() if name not in set(only)}
    kept |= answers
    _note_when_stated(kept, former, now - min(max(typed_ago, timedelta(0)), LONGEST_OUTAGE))
    draft.answers, draft.updated_at, draft.discarded_at = kept, now, None
    draft.save(update_fields=["answers", "updated_at", "discarded_at"])
    return draft


def _make(user: User, id: uuid.UUID, now: datetime) -> IncidentDraft:
    try:
        with transaction.atomic():
            return IncidentDraft.objects.create(pk=id, user=user, side_id=user.side_id, created_at=now, updated_at=now)
    except IntegrityError:
        # Two first saves at once, or an id of somebody else, which row security hides.
        draft = _own(user).select_for_update().filter(pk=id).first()
    if draft is None:
        raise IdTaken(_("This id is taken. Begin again."))
    return draft


def _note_when_stated(kept: Answers, former: Answers, said_at: datetime) -> None:
    kept.pop(STATED_AT, None)
    if kept.get("when") not in {"now", "ago"}:
        return
    unchanged = all(kept.get(name) == former.get(name) for name in _SAID_OF_TIME)
    kept[STATED_AT] = former.get(STATED_AT) if unchanged and former.get(STATED_AT) else said_at.isoformat()


def stated_at(draft: IncidentDraft) -> datetime:
    """Return the moment from which "minutes ago" counts."""
    said = draft.answers.get(STATED_AT)
    return datetime.fromisoformat(said) if said else draft.updated_at


def discard_draft(*, user: User, id: uuid.UUID) -> None:
    """Put a draft away; opening it again and typing brings it back."""
    _own(user).filter(pk=id, sent_at=None).update(discarded_at=timezone.now())


def lock_draft(*, user: User, id: uuid.UUID) -> IncidentDraft | None:
    """Return a person's own draft, locked: of two sendings at once the second finds it sent."""
    return _own(user).select_for_update().filter(pk=id).first()


def mark_sent(draft: IncidentDraft) -> None:
    """Record that the incident exists; the answers live there from now on."""
    draft.sent_at = draft.updated_at = timezone.now()
    draft.answers = {}
    draft.save(update_fields=["sent_at", "updated_at", "answers"])


class Owner(NamedTuple):
    """Whose a form is: the id of what it makes or is about, and the person it was shown to, as of one side."""

    id: uuid.UUID
    user: int
    side: str | None

    def is_reader(self, user: User) -> bool:
        """Whether this is the person, and still of the side for which the words were typed."""
        return (self.user, self.side) == (user.pk, user.side_id)


def owner_mark(*, user: User, id: uuid.UUID) -> str:
    """Return the mark a form carries, by which what was typed finds its author again after the session ended."""
    return signing.dumps([str(id), user.pk, user.side_id], salt=_SALT)


def read_owner_mark(mark: str) -> Owner | None:
    """Return whose the form with a mark is, or None where the mark is not one of ours."""
    try:
        id, user, side = signing.loads(mark, salt=_SALT, max_age=timedelta(days=30))
        return Owner(uuid.UUID(id), int(user), side)
    except (signing.BadSignature, TypeError, ValueError):
        return None
