"""How the sign-in library is bent to a closed service."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from people import devices
from people.recent import signed_in_recently


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an administrator of the side makes accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        # Who has just signed in need not do it again to set up the second factor.
        return not signed_in_recently(context.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Ask for the second factor where there is one: a password alone must not take it off."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return factors or methods

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # A device on which the person has signed in counts its failures alone, so that whoever guesses
        # passwords elsewhere does not lock the person out.
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{device}" if (device := devices.known(request, credentials)) else key

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        devices.remember(response, user)
        return response


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"people.second-factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted in the database: a copy of it signs nobody in."""

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return "bordertrack"

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()
