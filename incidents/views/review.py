"""The joint review: wording the facts together, and signing what was worded."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, UUIDField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from incidents import services
from incidents.accounts.facts import joined_into
from incidents.codes import Fact, Severity, Status
from incidents.joint.reading import Review, may_read_review, review_of
from incidents.models import Move
from incidents.questions import WordsField
from incidents.reading import Reading
from incidents.views.joint import joint_context, joint_words, shown_change, shown_signature, sides_in_order
from incidents.views.review_page import groups_of
from incidents.views.shown import found
from people.permissions import signed_in
from people.recent import reauthenticate_first, signed_in_recently
from people.strict import StrictForm

BEGIN = "begin"


class MoveForm(StrictForm):
    """One move about one fact, or the beginning of the review."""

    move = ChoiceField(choices=[(BEGIN, BEGIN), *Move.choices])
    fact = ChoiceField(choices=Fact.choices, required=False)
    text = WordsField(max_length=2_000, required=False)
    answers = UUIDField(required=False)


class SignForm(StrictForm):
    """The hash of the text that was read."""

    content_hash = CharField(min_length=64, max_length=64)


def _readable(request: HttpRequest, ref: str) -> Reading:
    read = found(request, ref)
    if not may_read_review(read.reader, read.incident):
        raise Http404
    return read


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the joint review of an incident, and take a move of the reader's side."""
    read = _readable(request, ref)
    if (whole := joined_into(read)) is not None:
        return redirect("incidents:review", whole.number or whole.pk)
    if request.method != "POST":
        return _page(request, read)
    form = MoveForm(request.POST)
    if not form.is_valid():
        error = ValidationError(form.errors.as_data())
        return _page(request, read, error=error, fact=request.POST.get("fact", ""), text=request.POST.get("text", ""))
    given = form.cleaned_data
    try:
        _do(read, given)
    except ValidationError as error:
        # As it is now: what was read before is what may have changed.
        return _page(request, _readable(request, ref), error=error, fact=given["fact"], text=given["text"])
    at = f"#fact-{given['fact']}" if given["fact"] else ""
    return redirect(reverse("incidents:review", args=[read.incident.number]) + at)


def _do(read: Reading, given: dict[str, Any]) -> None:
    if given["move"] == BEGIN:
        services.begin_review(incident=read.incident, by=read.reader)
        return
    services.word_fact(
        incident=read.incident,
        fact=given["fact"],
        kind=given["move"],
        text=given["text"],
        answers=given["answers"],
        by=read.reader,
    )


def _page(
    request: HttpRequest, read: Reading, *, error: ValidationError | None = None, fact: str = "", text: str = ""
) -> HttpResponse:
    shown = review_of(read.incident, sides_in_order(read))
    refused = {"fact": fact, "messages": error.messages, "text": text} if error is not None else None
    groups = groups_of(shown, read, refused)
    # Said beside the fact where there is one, else above them all.
    is_beside = any(item.errors for group in groups for item in group.items)
    context = {
        **_head(read, shown),
        **joint_context(read, shown),
        "groups": groups,
        "refused": refused,
        "refused_above": [] if refused is None or is_beside else refused["messages"],
        "may_begin": "review" in read.allowed_actions,
        "is_begun": bool(shown.moves) or read.incident.status == Status.UNDER_REVIEW,
    }
    status = 200 if error is None else getattr(error, "status_code", 422)
    return render(request, "incidents/review.html", context, status=status)


def _head(read: Reading, shown: Review) -> dict[str, Any]:
    """Return what both pages say of the incident and of where its review stands."""
    own, settled = read.reader.side_id, sum(each.is_settled for each in shown.facts)
    may_move = read.reader.represents_a_side and read.incident.status in {
        Status.UNDER_REVIEW,
        Status.AGREED,
        Status.DISAGREED,
    }
    return {
        "read": read,
        "incident": read.incident,
        "severity": Severity(read.incident.severity),
        "review": shown,
        "sides": shown.sides,
        "settled": settled,
        "settled_percent": round(100 * settled / len(shown.facts)) if shown.facts else 0,
        "unsettled": [Fact(each.fact).label for each in shown.unsettled],
        "may_move": may_move,
        "may_sign": may_move and shown.is_ready_to_sign and own not in shown.signed_by,
        "unsigned": [side for side in shown.sides if side.code not in shown.signed_by],
        "signatures": read.in_order(
            [shown_signature(each, read) for each in shown.signatures if each.is_valid], lambda each: each.side
        ),
        "void": [shown_signature(each, read) for each in shown.signatures if not each.is_valid],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sign(request: HttpRequest, ref: str) -> HttpResponse:
    """Show exactly what is signed, and take the signature of a representative who has just shown who it is."""
    read = _readable(request, ref)
    here = reverse("incidents:review_sign", args=[read.incident.number])
    if request.method != "POST":
        return _sign_page(request, read)
    if signed_in(request).represents_a_side and not signed_in_recently(request):
        # Back to the text, to be pressed again: a signature is never repeated by a sign-in.
        return reauthenticate_first(request, here)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _sign_page(request, read, error=ValidationError(form.errors.as_data()))
    try:
        services.sign_joint_account(incident=read.incident, by=read.reader, **form.cleaned_data)
    except ValidationError as error:
        return _sign_page(request, _readable(request, ref), error=error, seen=form.cleaned_data["content_hash"])
    return redirect(reverse("incidents:review", args=[read.incident.number]) + "#joint-h")


def _sign_page(
    request: HttpRequest, read: Reading, *, error: ValidationError | None = None, seen: str = ""
) -> HttpResponse:
    shown = review_of(read.incident, sides_in_order(read))
    has_changed = bool(seen) and seen != shown.content_hash
    context = {
        **_head(read, shown),
        "text": joint_words(shown.text, read),
        "content_hash": shown.content_hash,
        "is_recent": signed_in_recently(request),
        "error": error.messages if error is not None and not has_changed else [],
        "changes": [shown_change(each) for each in shown.changes_since_seen(seen)] if has_changed else [],
        "has_changed": has_changed,
        "reauthenticate_url": reauthenticate_first(request, request.path).url,
    }
    status = 200 if error is None else getattr(error, "status_code", 422)
    return render(request, "incidents/review_sign.html", context, status=status)
