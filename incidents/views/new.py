"""Logging an incident: the questions, and keeping what is typed."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as plain_csrf_failure
from django.views.decorators.http import require_http_methods, require_POST

from incidents import drafts
from incidents.drafts import AlreadySent, save_answers, typed_answers
from incidents.errors import IdTaken
from incidents.forms import NAMES, SEVERAL, NewIncidentForm, proposal_of, sector_box
from incidents.models import IncidentDraft
from incidents.services import compose_report
from incidents.views import account
from incidents.views.access import for_writers, form_url, keep_for_sign_in, restore_typed, uuid4_of
from incidents.wording import proposal_words, site_words
from people.formats import hour_and_minute, on_clock
from people.models import User
from people.permissions import signed_in
from people.views import speak


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask the questions; a POST keeps the answers before anything else, and only then checks them."""
    if request.method == "POST":
        if not request.user.is_authenticated:
            return keep_for_sign_in(request)
        return _take(request)
    return _ask(request)


@for_writers
def _ask(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    restored = restore_typed(request)
    id = uuid4_of(request.GET.get("draft", "")) or (restored.pk if restored else uuid.uuid4())
    draft = drafts.find_draft(user=user, id=id)
    if draft is not None and draft.sent_at is not None:
        return redirect(f"{reverse('incidents:new_sent')}?draft={id}")
    if request.GET.get("check") and draft is not None:
        form = bound_form(user, draft)
        checked_report(form, draft)
        return _page(request, form, id, draft, status=422)
    answers = draft.answers if draft else {}
    said_at = drafts.stated_at(draft) if draft else None
    form = NewIncidentForm(user=user, stated_at=said_at, initial=answers)
    return _page(request, form, id, draft)


@for_writers
def _take(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    id = uuid4_of(request.POST.get("draft", ""))
    if id is None:
        raise BadRequest("draft")
    language = request.POST.get("language", "")
    if language and language not in dict(settings.LANGUAGES):
        raise BadRequest("language")
    try:
        answers = typed_answers(request.POST, names=NAMES, several=SEVERAL)
        draft = save_answers(user=user, id=id, answers=answers, typed_ago=_typed_ago(request))
    except AlreadySent:
        return redirect(f"{reverse('incidents:new_sent')}?draft={id}")
    except IdTaken:
        id = uuid.uuid4()
        draft = save_answers(user=user, id=id, answers=answers)
    except ValidationError as error:
        form = NewIncidentForm(request.POST, user=user)
        form.is_valid()
        form.refuse(error)
        return _page(request, form, id, None, status=422)
    if language:
        # Saved first: switching the language loses nothing.
        return speak(redirect(form_url(id)), language)
    if request.POST.get("go") == "later":
        if draft is not None:
            messages.success(request, _("Saved. Only you see it. Continue when you like."))
        return redirect("incidents:list")
    if draft is None:
        draft = IncidentDraft(pk=id, user=user, updated_at=timezone.now())
    form = bound_form(user, draft)
    if checked_report(form, draft) is None:
        return _page(request, form, id, draft, status=422)
    return redirect(f"{reverse('incidents:new_check')}?draft={id}")


def bound_form(user: User, draft: IncidentDraft) -> NewIncidentForm:
    """Return the form bound to a draft, as it would be sent."""
    return NewIncidentForm.of_answers(draft.answers, user=user, stated_at=drafts.stated_at(draft))


def checked_report(form: NewIncidentForm, draft: IncidentDraft) -> Any:
    """Return the incident and the account that the answers make, unsaved; None with the form's errors set."""
    if not form.is_valid():
        return None
    try:
        return compose_report(by=form.user, id=draft.pk, now=timezone.now(), **form.facts)
    except ValidationError as error:
        form.refuse(error)
        return None


def _page(
    request: HttpRequest, form: NewIncidentForm, id: uuid.UUID, draft: IncidentDraft | None, status: int = 200
) -> HttpResponse:
    user = signed_in(request)
    context = {
        "form": form,
        "draft_id": id,
        "draft": draft,
        "owner": drafts.owner_mark(user=user, id=id),
        "begun": [each for each in drafts.drafts_of(user)[:11] if each.pk != id][:10],
        "proposal": proposal_words(form.proposal),
        "site": site_words(draft.answers) if draft else None,
        "pin_map": _pin_map(user),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "incidents/incident_new.html", context, status=status)


def _pin_map(user: User) -> dict[str, Any]:
    """Return what the map of the pin is told: it opens on the officer's sector."""
    box = sector_box(user)
    return {"pin": {"lon": "pin-lon", "lat": "pin-lat"}, **({"bounds": box} if box else {})}


def _typed_ago(request: HttpRequest) -> timedelta:
    """Return how long the answer about the time waited in the page: by its running, not by the device's clock."""
    text = request.POST.get("typed_ago", "")
    return timedelta(seconds=int(text[:6])) if text.isascii() and text.isdigit() else timedelta(0)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep answers while they are typed; answers what the page shows live: when saved, severity, place."""
    if not request.user.is_authenticated:
        return JsonResponse({"sign_in": reverse("account_login")}, status=401)
    user, id = signed_in(request), uuid4_of(request.POST.get("draft", ""))
    if not user.speaks_for_a_side:
        raise PermissionDenied
    if id is None:
        raise BadRequest("draft")
    changed = [name for name in request.POST.getlist("changed") if name in NAMES]
    try:
        answers = typed_answers(request.POST, names=changed, several=SEVERAL)
        draft = save_answers(user=user, id=id, answers=answers, only=changed, typed_ago=_typed_ago(request))
    except (AlreadySent, IdTaken) as error:
        return JsonResponse({"detail": " ".join(error.messages), "reload": form_url(id)}, status=409)
    except ValidationError as error:
        return JsonResponse({"detail": " ".join(error.messages)}, status=400)
    if draft is None:
        return JsonResponse({})
    return JsonResponse(
        {
            "saved_at": hour_and_minute(on_clock(draft.updated_at, user.time_zone)),
            "stated_at": int(drafts.stated_at(draft).timestamp()),
            "severity": proposal_words(proposal_of(draft.answers)),
            "site": site_words(draft.answers),
        }
    )


@require_POST
@for_writers
def discard(request: HttpRequest) -> HttpResponse:
    """Put a draft away."""
    id = uuid4_of(request.POST.get("draft", ""))
    if id is None:
        raise BadRequest("draft")
    drafts.discard_draft(user=signed_in(request), id=id)
    messages.success(request, _("The draft is put away."))
    return redirect("incidents:new")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token no longer fits: what was typed into a new incident is given back, not lost.

    The token changes at each sign-in, so a page left open in another tab is no attack. Nothing is saved
    unasked: the officer sees the words and presses again.
    """
    path = request.path
    if path == reverse("incidents:new_save"):
        return JsonResponse({"csrf_token": get_token(request)}, status=403)
    match = request.resolver_match
    if match is not None and match.view_name == "incidents:account":
        return account.csrf_failure(request, reason=reason, **match.kwargs)
    id = uuid4_of(request.POST.get("draft", ""))
    if path != reverse("incidents:new") or id is None:
        return plain_csrf_failure(request, reason=reason)
    if not request.user.is_authenticated:
        return keep_for_sign_in(request)
    user = signed_in(request)
    if not user.speaks_for_a_side:
        return plain_csrf_failure(request, reason=reason)
    form = NewIncidentForm(request.POST, user=user)
    form.errors.clear()
    form.add_error(None, _("Not sent, the page was open for too long. Your words are here: press the button again."))
    return _page(request, form, id, None, status=403)
