"""Each route, asked by everyone in every way, answers as tests/permissions/matrix.txt says."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bordertrack.urls import urlpatterns as shipped
from tests.permissions.matrix import FILE, METHODS, Matrix, NotReadable, read, written
from tests.permissions.routes import routes
from tests.permissions.subjects import subjects
from tests.permissions.walk import Answer, ask, walk
from tests.permissions.world import World, make_world

MATRIX = read(FILE.read_text(encoding="utf-8"))
ROUTES = sorted(set(routes()))


def gaps(matrix: Matrix, found: list[str]) -> list[str]:
    """Return what the matrix says nothing of, and what it says of nothing."""
    unlisted = [f"{route} has no rows" for route in sorted(set(found) - set(matrix.rows))]
    stale = [f"{route} is no route" for route in sorted(set(matrix.rows) - set(found))]
    return unlisted + stale


def test_every_route_has_its_rows_and_every_row_its_route() -> None:
    assert len(ROUTES) > 50

    assert gaps(MATRIX, ROUTES) == []


def test_every_route_answers_as_the_matrix_says(kept: None, still_clock: None) -> None:
    world = make_world("TJ")

    wrong = [line for route in ROUTES for line in differences(MATRIX, world, route)]

    assert not wrong, "\n".join(["", *wrong])


def test_the_answers_are_the_same_when_the_other_side_reported(kept: None, still_clock: None) -> None:
    world = make_world("KG")
    about_a_record = [route for route in ROUTES if "{" in route]

    wrong = [line for route in about_a_record for line in differences(MATRIX, world, route, swapped=True)]

    assert not wrong, "\n".join(["", *wrong])


def differences(matrix: Matrix, world: World, route: str, *, swapped: bool = False) -> Iterator[str]:
    """Yield the rows that would have to stand in the file, and every refusal that tells hidden from unknown.

    `swapped` leaves out HEAD, and what `walk` says.
    """
    answers = {(method, state): found for method, state, found in walk(world, route, matrix, swapped=swapped)}
    words = {key: {name: answer.word for name, answer in found.items()} for key, found in answers.items()}
    said = {key: matrix.expected(route, *key) or {} for key in words}
    wrong = {key: said[key] | found for key, found in words.items() if not found.items() <= said[key].items()}
    if wrong:
        yield route
        yield from written(matrix.columns, wrong)
    yield from (f"{route}: {each}" for each in _rows_of_nothing(matrix, world, route))
    yield from (f"{route}: {each}" for each in _told_apart(answers))
    if not swapped:
        yield from (f"{route}: {each}" for each in _heads(world, route, answers))


def _rows_of_nothing(matrix: Matrix, world: World, route: str) -> Iterator[str]:
    states = {*subjects(world, route), "*"}
    for method, state in matrix.rows.get(route, {}):
        if state not in states or method not in {*METHODS, "other"}:
            yield f"there is no {method} {state}"


def _told_apart(answers: dict[tuple[str, str], dict[str, Answer]]) -> Iterator[str]:
    """What may not be seen does not exist: the same bytes, headers and cookies as for an id nobody gave."""
    for (method, state), found in answers.items():
        unknown = answers.get((method, "unknown"), {})
        for name, answer in found.items():
            if answer.word == "404" and name in unknown and answer != unknown[name]:
                yield f"{method} {state} tells {name} that it is hidden, not unknown"


def _heads(world: World, route: str, answers: dict[tuple[str, str], dict[str, Answer]]) -> Iterator[str]:
    """HEAD answers as GET, of whatever comes first: asked once for each answer that GET has."""
    state, parts = next(iter(subjects(world, route).items()))
    one_of_each = {get.word: name for name, get in answers["GET", state].items()}
    for name in one_of_each.values():
        head, get = ask(world.clients[name], "HEAD", route, parts, world), answers["GET", state][name]
        if head.word != get.word or head.body:
            yield f"HEAD {state} answers {name} with {head.word}, GET with {get.word}"


def _added(request: HttpRequest) -> HttpResponse:
    return HttpResponse("added")


def test_a_route_that_is_added_without_rows_is_noticed() -> None:
    added = sorted(set(routes([*shipped, path("api/v1/added/<uuid:pk>/", _added)])))

    assert gaps(MATRIX, added) == ["/api/v1/added/{pk}/ has no rows"]


def test_rows_whose_route_is_gone_are_noticed() -> None:
    assert gaps(MATRIX, ROUTES[1:]) == [f"{ROUTES[0]} is no route"]


def test_an_answer_other_than_the_row_is_noticed(kept: None) -> None:
    world = make_world("TJ")
    row = MATRIX.rows["/api/v1/me/"]["GET", "-"]
    loose = Matrix(MATRIX.columns, {"/api/v1/me/": {**MATRIX.rows["/api/v1/me/"], ("GET", "-"): ["200"] * len(row)}})

    found = list(differences(loose, world, "/api/v1/me/"))

    assert found[0] == "/api/v1/me/"
    assert found[1].split()[:3] == ["GET", "-", row[0]]


@pytest.mark.parametrize("line", ["GET - 200", "/help/ 200", "/twice/\n/twice/"])
def test_a_line_that_says_nothing_is_refused(line: str) -> None:
    with pytest.raises(NotReadable):
        read(f"method state an lo\n/a/\n{line}")
