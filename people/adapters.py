"""How allauth is bent to a closed service."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an administrator of the side makes accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
