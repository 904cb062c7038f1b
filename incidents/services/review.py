"""The joint review: beginning it, wording it fact by fact, and signing what was worded."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from incidents.codes import Fact, LinkKind, Status
from incidents.errors import AlreadyDone, MayNot, NotYet, TextChanged
from incidents.joint.reading import Review, review_of
from incidents.joint.review import FactReview
from incidents.joint.words import change_words, move_words
from incidents.models import EntryKind, Incident, IncidentLink, JointSignature, JointWording, Move
from incidents.services.closing import locked_for_a_side, move
from incidents.services.entries import record
from incidents.workflow import StatusForbidsVerb, next_status
from notifications.clock import database_now
from people.models import User

SIGNED = (Status.AGREED, Status.DISAGREED)
UNDER_WAY = (Status.UNDER_REVIEW, *SIGNED)


@transaction.atomic
def begin_review(*, incident: Incident, by: User) -> Incident:
    """Begin the joint review of a localised incident.

    :raises MayNot: unless `by` represents a side, and a side reported it to both.
    :raises StatusForbidsVerb: unless it is localised.
    :raises NotYet: while a side has not released its account.
    """
    incident = locked_for_a_side(incident, by)
    if incident.status != Status.LOCALISED:
        _refuse_status(incident)
    _refuse_without_accounts(_review(incident))
    move(incident, next_status("review", incident.status), EntryKind.REVIEW, by=by, at=database_now())
    return incident


@transaction.atomic
def word_fact(
    *, incident: Incident, fact: str, kind: str, by: User, text: str = "", answers: UUID | None = None
) -> JointWording:
    """Propose words for a fact, accept the other side's, or leave the fact open. Return the move.

    `answers` is the id of the proposal that was read: an acceptance names it, the other moves may. A move on a joint
    account that is signed puts it under review again.

    :raises MayNot: unless `by` represents a side.
    :raises StatusForbidsVerb: unless the joint review is under way or signed.
    :raises TextChanged: if `answers` is not the last proposal, with what was said since.
    :raises AlreadyDone: if the fact stands so already.
    """
    incident = locked_for_a_side(incident, by)
    if incident.status not in UNDER_WAY:
        _refuse_status(incident)
    review = _review(incident)
    found = next((each for each in review.facts if each.fact == fact), None)
    if found is None:
        raise ValidationError({"fact": [_("Neither account says anything about this.")]})
    answered = next((each for each in review.moves if each.pk == answers), None)
    if answers is not None and answered is None:
        raise ValidationError({"answers": [_("There is no such proposal.")]})
    _check_move(found, kind, text=text, answers=answered, by=by)
    if kind == Move.PROPOSAL and found.proposal is not None and found.proposal.side_id != by.side_id:
        # Other words in answer to the other side's.
        answered = found.proposal
    now = _after(review, database_now())
    assert by.side is not None
    made = JointWording.objects.create(
        incident=incident,
        fact=fact,
        move=kind,
        text=text.strip() if kind == Move.PROPOSAL else "",
        language=(get_language() or by.language)[:2] if kind == Move.PROPOSAL else "",
        answers=answered,
        side=by.side,
        by=by,
        post=by.role,
        at=now,
    )
    review_again(incident, by=by, at=now)
    incident.updated_at = now
    incident.save(update_fields=["updated_at"])
    return made


def _check_move(found: FactReview, kind: str, *, text: str, answers: JointWording | None, by: User) -> None:
    if answers is not None and answers != found.proposal:
        raise TextChanged(_changed(found, answers, by))
    if kind == Move.PROPOSAL:
        if not text.strip():
            raise ValidationError({"text": [_("Write the words you propose.")]})
        standing = found.agreed or found.proposal
        if standing is not None and standing.text == text.strip():
            raise AlreadyDone(_("These are the words that stand there."))
    elif kind == Move.ACCEPTANCE:
        if found.acceptance is not None:
            raise AlreadyDone(_("Both sides have agreed on these words."))
        if answers is None:
            raise ValidationError({"answers": [_("Say which proposal is accepted.")]})
        if answers.side_id == by.side_id:
            raise MayNot(_("These are your side's words. The other side accepts them."))
    elif found.left_open is not None and found.proposal is None:
        raise AlreadyDone(_("It is open already."))


def _changed(found: FactReview, answers: JointWording, by: User) -> list[str]:
    """Return what was said about a fact since a proposal was read."""
    moves = list(found.moves)
    since = moves[moves.index(answers) + 1 :] if answers in moves else moves[-1:]
    return [_("The words changed since you read them."), *(move_words(each, by) for each in since)]


@transaction.atomic
def sign_joint_account(*, incident: Incident, content_hash: str, by: User) -> JointSignature:
    """Sign the joint account for one's side, as it reads under a hash; the second signature settles the review.

    The caller sees to it that `by` has just shown who it is.

    :raises MayNot: unless `by` represents a side, and did not sign for the other one.
    :raises StatusForbidsVerb: unless the joint review is under way.
    :raises TextChanged: if the text has another hash now, with what changed.
    :raises NotYet: while a fact is neither agreed nor open, or an account is missing.
    :raises AlreadyDone: if the side has signed this text.
    """
    incident = locked_for_a_side(incident, by)
    if incident.status not in UNDER_WAY:
        _refuse_status(incident)
    review = _review(incident)
    if content_hash != review.content_hash:
        changes = review.changes_since_seen(content_hash)
        raise TextChanged(
            [_("The text changed since you read it. Nothing is signed."), *(change_words(each, by) for each in changes)]
        )
    _refuse_without_accounts(review)
    if not review.is_ready_to_sign:
        names = ", ".join(str(Fact(each.fact).label).lower() for each in review.unsettled)
        raise NotYet(_("Neither agreed nor left open: %(facts)s.") % {"facts": names})
    signed = review.signed_by
    if by.side_id in signed:
        raise AlreadyDone(_("Your side has signed this text."))
    if any(each.by_id == by.pk for each in signed.values()):
        raise MayNot(_("Another person signs for the other side."))
    return _sign(incident, review, by=by, at=_after(review, database_now()))


def _sign(incident: Incident, review: Review, *, by: User, at: datetime) -> JointSignature:
    assert by.side is not None
    signature = JointSignature.objects.create(
        incident=incident,
        side=by.side,
        by=by,
        post=by.role,
        at=at,
        content_hash=review.content_hash,
        text=review.text,
    )
    review_again(incident, by=by, at=at)
    if review.signed_by:
        verb = "disagree" if review.text["open"] else "agree"
        move(incident, next_status(verb, incident.status), EntryKind.SIGNED, by=by, at=at)
    else:
        record(incident, EntryKind.SIGNED, by=by, at=at)
        incident.updated_at = at
        incident.save(update_fields=["updated_at"])
    return signature


def review_again(incident: Incident, *, by: User, at: datetime) -> None:
    """Put a locked incident whose joint account was signed under review again, for its text is another one now."""
    if incident.status in SIGNED:
        move(incident, next_status("review", incident.status), EntryKind.REVIEW, by=by, at=at)


def basis_changed(incident: Incident, *, by: User, at: datetime) -> None:
    """See to the joint account that rests on the accounts of this incident, or of the one it is joined to.

    Both are locked already, in one order (`accounts.locked_with_whole`). Called where an account is released or
    withdrawn, and where an incident is joined or separated: what was signed on other accounts is under review again.
    """
    _see_to(incident, by=by, at=at)
    links = IncidentLink.objects.filter(from_incident=incident, kind=LinkKind.JOINED, ended_at=None)
    whole = Incident.objects.filter(pk__in=links.values("to_incident")).first()
    if whole is not None:
        _see_to(whole, by=by, at=at)


def _see_to(incident: Incident, *, by: User, at: datetime) -> None:
    if incident.status in SIGNED and not _review(incident).is_signed:
        review_again(incident, by=by, at=at)


def _review(incident: Incident) -> Review:
    return review_of(incident, list(incident.border.sides.order_by("code")))


def _after(review: Review, now: datetime) -> datetime:
    """Return a moment after every move: their order is the review, whatever the clock does."""
    latest = max((each.at for each in review.moves), default=now - timedelta(seconds=1))
    return max(now, latest + timedelta(microseconds=1))


def _refuse_status(incident: Incident) -> None:
    label = Status(incident.status).label
    raise StatusForbidsVerb(_("This cannot be done while the status is “%(status)s”.") % {"status": label})


def _refuse_without_accounts(review: Review) -> None:
    missing = review.missing_sides
    if missing:
        names = ", ".join(side.name for side in missing)
        raise NotYet(_("Not released yet: the account of %(sides)s.") % {"sides": names})
