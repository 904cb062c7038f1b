"""What an expired session posted about an incident: kept for its author, who gets it back after signing in."""

import uuid

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

from incidents.drafts import read_owner_mark
from people.permissions import signed_in

KEPT = "{form}_typed_before_sign_in"
LONGEST = 200_000


def keep_typed(request: HttpRequest, form: str = "account") -> HttpResponse:
    """Keep a form posted after the session ended, and ask to sign in.

    Its mark is signed: only its own author gets the words back, and nobody can slip words to another.
    """
    mark = request.POST.get("owner", "")
    if read_owner_mark(mark) is not None:
        typed = request.POST.copy()
        typed.pop("csrfmiddlewaretoken", None)
        text = typed.urlencode()
        if len(text) <= LONGEST:
            request.session[KEPT.format(form=form)] = {"mark": mark, "typed": text}
    return redirect_to_login(request.path)


def take_typed(request: HttpRequest, incident: uuid.UUID, form: str = "account") -> QueryDict | None:
    """Return what this reader had typed into a form about this incident before signing in, once."""
    kept = request.session.get(KEPT.format(form=form))
    owner = read_owner_mark(kept["mark"]) if kept else None
    if kept is None or (owner is not None and owner.id != incident):
        return None
    del request.session[KEPT.format(form=form)]
    if owner is None or not owner.is_reader(signed_in(request)):
        return None
    return QueryDict(kept["typed"])
