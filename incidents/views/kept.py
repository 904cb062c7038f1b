"""What an expired session posted of an account: kept for its author, who gets it back after signing in."""

import uuid

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

from incidents.drafts import read_owner_mark
from people.permissions import signed_in

KEPT = "account_typed_before_sign_in"
LONGEST = 200_000


def keep_typed(request: HttpRequest) -> HttpResponse:
    """Keep a form posted after the session ended, and ask to sign in.

    Its mark is signed: only its own author gets the words back, and nobody can slip words to another.
    """
    mark = request.POST.get("owner", "")
    if read_owner_mark(mark) is not None:
        typed = request.POST.copy()
        typed.pop("csrfmiddlewaretoken", None)
        text = typed.urlencode()
        if len(text) <= LONGEST:
            request.session[KEPT] = {"mark": mark, "typed": text}
    return redirect_to_login(request.path)


def take_typed(request: HttpRequest, incident: uuid.UUID) -> QueryDict | None:
    """Return what this reader had typed about this incident before signing in, once."""
    kept = request.session.get(KEPT)
    owner = read_owner_mark(kept["mark"]) if kept else None
    if kept is None or (owner is not None and owner[0] != incident):
        return None
    del request.session[KEPT]
    if owner is None or owner[1] != signed_in(request).pk:
        return None
    return QueryDict(kept["typed"])
