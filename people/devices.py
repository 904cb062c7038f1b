"""The devices on which a person has signed in, by a cookie that opens nothing."""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from people.models import User

COOKIE = "__Host-device" if settings.HTTPS else "device"
LIFE = 180 * 24 * 3600
_signer = Signer(salt="people.device")


def remember(response: HttpResponse, person: User) -> None:
    """Mark the browser as one on which the person has signed in; a new epoch of the person forgets it."""
    device = get_random_string(16)
    response.set_cookie(
        COOKIE,
        _signer.sign(f"{person.pk}.{person.key_epoch.hex}.{device}"),
        max_age=LIFE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, credentials: dict[str, Any]) -> str:
    """Return the device of a sign-in under a name of the person who signed in on it before, else ""."""
    try:
        number, epoch, device = _signer.unsign(request.COOKIES.get(COOKIE, "")).split(".")
    except (BadSignature, ValueError):
        return ""
    named = str(credentials.get("username") or credentials.get("email") or "")
    person = User.objects.filter(Q(username__iexact=named) | Q(email__iexact=named), pk=int(number)).first()
    return device if person is not None and person.key_epoch.hex == epoch else ""
