"""The one mail that people get from here: a link to set a password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation

from people.models import User


def send_password_link(request: HttpRequest, person: User) -> None:
    """Send a person the link to set a password, once what is being written is committed."""

    def send() -> None:
        # The library asks which request it writes for.
        with context.request_context(request), translation.override(person.language):
            _send(request, person)

    # The account stands whether or not the mail goes out; it can be asked for again.
    transaction.on_commit(send, robust=True)


def _send(request: HttpRequest, person: User) -> None:
    adapter = get_adapter(request)
    uid, key = user_pk_to_url_str(person), default_token_generator.make_token(person)
    said = {
        "user": person,
        "username": person.username,
        "password_reset_url": adapter.get_reset_password_from_key_url(f"{uid}-{key}"),
        "uid": uid,
        "key": key,
        "request": request,
    }
    adapter.send_password_reset_mail(person, person.email, said)
