"""Asking every route as everyone, and writing down what came back in the matrix's words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.messages import constants
from django.db import transaction

from tests.permissions.asker import Asker
from tests.permissions.bodies import body_for, query_for
from tests.permissions.matrix import METHODS, Matrix
from tests.permissions.routes import filled
from tests.permissions.subjects import subjects
from tests.permissions.world import World
from tests.restless import at_rest

SAFE = {"GET", "HEAD", "OPTIONS"}
# Nobody signed in, the one who may do the most on each side, who administers, and who comes with a token.
STAND_FOR_ALL = ("an", "ro", "rx", "do", "tr")
# Of no side to the product: nobody signed in, a closed account, a token that opens nothing.
NOBODY = ("an", "in", "t0", "tx")
SIGN_IN = ("/account/login/", "/account/signup/")

# A page names the address it was asked by, which may be longer.
HEADERS_OF_THE_REQUEST = {"x-request-id", "content-security-policy", "set-cookie", "expires", "content-length"}


@dataclass(frozen=True)
class Answer:
    """What one column got: its word in the matrix, and all of it for telling two refusals apart."""

    word: str
    body: str
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]


Answers = dict[str, Answer]


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
    own_words = at_rest(content, still_clock=True)
    for part in parts.values():
        own_words = own_words.replace(f"/{part}/", "/{}/")
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


def walk(world: World, route: str, matrix: Matrix, *, swapped: bool = False) -> Iterator[tuple[str, str, Answers]]:
    """Yield, for each method and state, what the columns got.

    A method that is refused before a record is looked up, whatever its state, is asked once; where the matrix says
    the same of everybody and has no row of its own for it, by those who stand for all, unless one gets another
    answer. `swapped` leaves out what was asked of the other world and cannot depend on who reported: such methods,
    and those who are told to come back as somebody.
    """
    by_state = matrix.by_state(route)
    for number, (state, parts) in enumerate(subjects(world, route).items()):
        for method in METHODS:
            if method in by_state:
                names = [name for name in world.clients if not (swapped and name in NOBODY)]
                yield method, state, _ask_all(names, method, route, parts, world)
            elif number == 0 and not swapped:
                yield method, state, _ask_once(matrix, method, state, route, parts, world)


def _ask_all(names: Iterable[str], method: str, route: str, parts: dict[str, str], world: World) -> Answers:
    return {name: ask(world.clients[name], method, route, parts, world) for name in names}


def _ask_once(matrix: Matrix, method: str, state: str, route: str, parts: dict[str, str], world: World) -> Answers:
    expected = matrix.same_for_all(route, method, state)
    if expected is None:
        return _ask_all(world.clients, method, route, parts, world)
    some = _ask_all(STAND_FOR_ALL, method, route, parts, world)
    if {answer.word for answer in some.values()} == {expected}:
        return some
    return _ask_all(world.clients, method, route, parts, world)
