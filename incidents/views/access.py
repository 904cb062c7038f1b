"""Who may open the pages of a new incident, and what is kept of what an expired session posted."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from incidents.drafts import read_owner_mark, save_answers, typed_answers
from incidents.forms import NAMES, SEVERAL
from incidents.models import IncidentDraft
from people.permissions import signed_in

KEPT = "typed_before_sign_in"

View = Callable[..., HttpResponse]


def for_writers(view: View) -> View:
    """Let only those in who write a side's record: others get a 403, the anonymous sign in first."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # Back to a page that may be opened: the draft is saved, a POST cannot be repeated by a link.
            can_be_opened = request.method != "POST" or "draft" in request.GET
            return redirect_to_login(request.get_full_path() if can_be_opened else reverse("incidents:new"))
        if not signed_in(request).speaks_for_a_side:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def uuid4_of(text: str) -> uuid.UUID | None:
    """Return a UUID of version 4, or None for anything else."""
    try:
        id = uuid.UUID(text)
    except ValueError:
        return None
    return id if id.version == 4 and id.variant == uuid.RFC_4122 else None


def form_url(id: uuid.UUID, **query: str) -> str:
    """Return the address of the form of one draft."""
    return f"{reverse('incidents:new')}?{urlencode({'draft': str(id), **query})}"


def keep_for_sign_in(request: HttpRequest) -> HttpResponse:
    """Keep a form posted after the session ended, and ask to sign in; `restore_typed` gives it back.

    The form's mark is signed: only its own author gets the words, and nobody can slip words to another.
    """
    mark = request.POST.get("owner", "")
    owner = read_owner_mark(mark)
    back = reverse("incidents:new")
    if owner is not None:
        back = form_url(owner.id)
        try:
            answers = typed_answers(request.POST, names=NAMES, several=SEVERAL)
        except ValidationError:
            answers = {}
        if answers:
            request.session[KEPT] = {"mark": mark, "answers": answers}
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def restore_typed(request: HttpRequest) -> IncidentDraft | None:
    """Save what was posted before the sign-in into a draft of its author; drop it if another person signed in."""
    kept = request.session.pop(KEPT, None)
    owner = read_owner_mark(kept["mark"]) if kept else None
    if not kept or owner is None or not owner.is_reader(signed_in(request)):
        return None
    try:
        return save_answers(user=signed_in(request), id=owner.id, answers=kept["answers"])
    except ValidationError:
        return None
