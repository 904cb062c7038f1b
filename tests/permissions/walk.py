"""Asking every route as everyone, and writing down what came back in the matrix's words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.messages import constants
from django.db import transaction

from tests.permissions.asker import Asker
from tests.permissions.bodies import body_for, query_for
from tests.permissions.matrix import METHODS
from tests.permissions.routes import filled
from tests.permissions.subjects import subjects
from tests.permissions.world import World

SAFE = {"GET", "HEAD", "OPTIONS"}
SIGN_IN = ("/account/login/", "/account/signup/")

# What differs between two answers of the same kind: the request's id, its nonce, the tokens of its forms, the
# ids that they offer for what is to be made, and the time they are signed at. A page
# also names the address it was asked by, which may be longer.
OF_THE_REQUEST = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|"request_id": ?"[^"]*"|name="(?:id|owner)" value="[^"]*"'
)
HEADERS_OF_THE_REQUEST = {"x-request-id", "content-security-policy", "set-cookie", "expires", "content-length"}


@dataclass(frozen=True)
class Answer:
    """What one column got: its word in the matrix, and all of it for telling two refusals apart."""

    word: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]


class _Undo(Exception):
    pass


def ask(client: Asker, method: str, route: str, parts: dict[str, str], world: World) -> Answer:
    """Ask once; whatever it changed is undone."""
    path, cookies = filled(route, parts) + query_for(route, world), client.cookies.copy()
    body = {} if method in SAFE else body_for(route, method, path, world=world, asker=client)
    answer: Any = None
    try:
        with transaction.atomic():
            answer = client.generic(method, path, **body)
            # A stream is read as its reader would.
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            raise _Undo
    except _Undo:
        pass
    client.cookies = cookies
    own_words = OF_THE_REQUEST.sub(b"", content)
    for part in parts.values():
        own_words = own_words.replace(f"/{part}/".encode(), b"/{}/")
    headers = sorted((k.lower(), v) for k, v in answer.headers.items() if k.lower() not in HEADERS_OF_THE_REQUEST)
    return Answer(_word(answer), own_words, tuple(headers), tuple(sorted(answer.cookies)))


def _word(answer: Any) -> str:
    if answer.status_code in {301, 302, 303}:
        if answer["Location"].startswith(SIGN_IN):
            return "in"
        if answer["Location"].startswith("/account/reauthenticate/"):
            return "re"
        said = getattr(getattr(answer, "wsgi_request", None), "_messages", None)
        if any(message.level >= constants.ERROR for message in getattr(said, "_queued_messages", [])):
            return "no"
    return str(answer.status_code)


def walk(
    world: World, route: str, *, by_state: set[str], only_by_state: bool = False
) -> Iterator[tuple[str, str, dict[str, Answer]]]:
    """Yield, for each method and state, what every column got.

    A method that is not in `by_state` is refused before a record is looked up, whatever its state: it is asked once.
    """
    for number, (state, parts) in enumerate(subjects(world, route).items()):
        for method in METHODS:
            if method in by_state or (number == 0 and not only_by_state):
                found = {name: ask(each, method, route, parts, world) for name, each in world.clients.items()}
                yield method, state, found
