"""What comes next with an incident: a sentence, who must act, by when, and the verbs its reader may use."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.allowed import may_widen_to
from incidents.codes import Origin, Status, Visibility
from incidents.joint.reading import Review, may_read_review
from incidents.reading import Reading
from people.models import Side


@dataclass(frozen=True)
class Act:
    """A verb with its words. `url` is a page to open instead; `to` is what a button of several sends."""

    verb: str
    label: str
    hint: str = ""
    url: str = ""
    needs_reason: bool = False
    to: str = ""


@dataclass(frozen=True)
class NextStep:
    """What comes next. `at` is a moment that matters, and `at_label` says how; `more` is folded away."""

    sentence: str
    who: list[Side] = field(default_factory=list)
    at_label: str = ""
    at: datetime | None = None
    acts: list[Act] = field(default_factory=list)
    more: list[Act] = field(default_factory=list)


# What is done seldom, and not by the way.
SELDOM = ("reopen", "not_confirm", "widen")


def next_step(read: Reading, review: Review | None = None) -> NextStep:
    """Return what comes next; `review` is the joint review where there is one."""
    step = _awaited(read, review)
    allowed = read.allowed_actions
    # While the sides word a joint account, closing it alone is no next step, but a way out.
    seldom = (*SELDOM, "close") if read.incident.status == Status.UNDER_REVIEW else SELDOM
    acts = [_act(verb, read) for verb in allowed if verb not in seldom]
    if review is not None and read.incident.status == Status.UNDER_REVIEW:
        acts.insert(0, _open_review(read, review))
    more = [_act(verb, read) for verb in allowed if verb in seldom and verb != "widen"]
    if "widen" in allowed:
        more += [_widen(to) for to in may_widen_to(read)]
    return replace(step, who=read.in_order(step.who, lambda side: side.code), acts=acts, more=more)


def _awaited(read: Reading, review: Review | None) -> NextStep:
    incident, status = read.incident, read.incident.status
    if not incident.is_shared:
        return NextStep(_("Send it to both sides, or keep it with yours."), [incident.side] if incident.side else [])
    if incident.origin == Origin.PUBLIC_SOURCE:
        return NextStep(_("Nothing is awaited: this is told by public sources."))
    both = list(incident.border.sides.all())
    if status in {Status.SIGNAL, Status.REOPENED}:
        return NextStep(_("Acknowledge the signal."), both)
    if status == Status.ACKNOWLEDGED:
        return NextStep(_("Localise it, write down what was done, and confirm it."), both)
    if status == Status.LOCALISING:
        return _confirmation(read, both)
    if status == Status.LOCALISED:
        return _accounts(read, both)
    if status == Status.UNDER_REVIEW:
        return _wording(review, both)
    if status in {Status.AGREED, Status.DISAGREED}:
        return NextStep(_("The joint account is signed. Close the incident."), both)
    if status == Status.CLOSED_BY_ONE:
        others = [side for side in both if side.code != read.closed_by]
        return _until_reopened(read, NextStep(_("One side has closed it. The other side can close it too."), others))
    if status == Status.JOINED:
        return NextStep(_("It goes on with the incident it was joined to."))
    return _until_reopened(read, NextStep(_("Nothing is awaited of anybody.")))


def _confirmation(read: Reading, both: list[Side]) -> NextStep:
    progress = read.progress
    others = [side for side in both if side.code != progress.confirmed_by]
    sentence = _("One side has confirmed that it is localised. The other side's word is awaited.")
    if progress.silence_from is None:
        return NextStep(sentence, others)
    if progress.silence_from <= timezone.now():
        return NextStep(sentence, others, _("Its silence can be recorded since"), progress.silence_from)
    return NextStep(sentence, others, _("Its silence can be recorded from"), progress.silence_from)


def _accounts(read: Reading, both: list[Side]) -> NextStep:
    missing = [side for side in both if side.code not in read.progress.released]
    # Whoever reads neither account is not told which is missing.
    if missing and may_read_review(read.reader, read.incident):
        return NextStep(_("Release the accounts, for the joint review; or close it."), missing)
    return NextStep(_("Begin the joint review, or close it."), both)


def _wording(review: Review | None, both: list[Side]) -> NextStep:
    if review is None:
        return NextStep(_("Word the joint account, fact by fact."), both)
    if review.missing_sides:
        return NextStep(_("Release an account again: the joint account rests on both."), review.missing_sides)
    if review.is_ready_to_sign:
        unsigned = [side for side in both if side.code not in review.signed_by]
        return NextStep(_("Every fact is settled. Sign the joint account."), unsigned)
    left = len(review.unsettled)
    sentence = ngettext(
        "Word the joint account: %(n)s fact is left.", "Word the joint account: %(n)s facts are left.", left
    )
    proposals = [each.proposal for each in review.unsettled]
    if all(proposals):
        asked = {proposal.side_id for proposal in proposals if proposal is not None}
        awaited = [side for side in both if asked - {side.code}]
        sentence = ngettext(
            "Answer the words proposed for %(n)s fact.", "Answer the words proposed for %(n)s facts.", left
        )
        return NextStep(sentence % {"n": left}, awaited)
    return NextStep(sentence % {"n": left}, both)


def _until_reopened(read: Reading, step: NextStep) -> NextStep:
    until = read.progress.reopened_until
    if "reopen" not in read.allowed_actions or until is None:
        return step
    return replace(step, at_label=_("It can be reopened until"), at=until)


def _open_review(read: Reading, review: Review) -> Act:
    number = read.incident.number or str(read.incident.pk)
    own = read.reader.side_id
    if review.is_ready_to_sign and read.reader.represents_a_side and own not in review.signed_by:
        return Act("sign", _("Read and sign the joint account"), url=reverse("incidents:review_sign", args=[number]))
    return Act("review", _("Open the joint review"), url=reverse("incidents:review", args=[number]))


def _act(verb: str, read: Reading) -> Act:
    """Return the words of a verb as it stands now."""
    progress, own = read.progress, read.reader.side_id
    if verb == "localise" and progress.confirmed_by == own:
        return Act(
            verb, _("Record that the other side is silent"), _("It is then localised on your side's word alone.")
        )
    words: dict[str, tuple[str, str]] = {
        "submit": (
            _("Send to both sides"),
            _("Only your side knows of this. The other side gets the signal, not your words."),
        ),
        "acknowledge": (_("Acknowledge the signal"), _("Both sides see that a representative has it.")),
        "localise": (
            _("Confirm that it is localised"),
            _("With the word of both sides it is localised.")
            if progress.confirmed_by is None
            else _("The other side has confirmed it."),
        ),
        "release": (
            _("Release your account"),
            _("The other side will read your side's words and the exact place, for good."),
        ),
        "review": (_("Begin the joint review"), _("Both sides word the facts together and sign.")),
        "close": (
            _("Close it for your side"),
            _("The other side has closed it: it will be closed by both.")
            if read.closed_by
            else _("Until the other side closes it too, it is shown as closed by your side alone."),
        ),
        "reopen": (_("Reopen it"), _("It keeps its number. Both sides read why.")),
        "not_confirm": (_("Not confirmed"), _("Your side says that what was reported was not confirmed.")),
    }
    label, hint = words[verb]
    return Act(verb, label, hint, needs_reason=verb in {"reopen", "not_confirm"})


def _widen(to: str) -> Act:
    if to == Visibility.LOCAL:
        return Act(
            "widen",
            _("Open it to local authorities"),
            _("Those of the districts it touches read the signal. This is for good."),
            to=to,
        )
    return Act(
        "widen",
        _("Agree to open it to the public"),
        _("The public reads the signal once both sides have agreed. This is for good."),
        to=to,
    )
