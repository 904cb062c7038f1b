"""What the matrix itself may not say, whatever the product answers."""

from collections.abc import Iterator

from tests.permissions.matrix import FILE, read

MATRIX = read(FILE.read_text(encoding="utf-8"))
REFUSALS = {"in", "401", "403", "404", "405"}
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
DONE = {"200", "201", "202", "204", "302", "303"}

# What an anonymous visitor may open: health, sign-in, the recipient's own answer link, the language switch.
OPEN_TO_ALL = {
    "/healthz",
    "/readyz",
    "/healthz/alerting",
    "/account/login/",
    "/account/logout/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
    "/account/password/reset/key/{uidb36}-{key}/",
    "/account/inactive/",
    "/account/signup/",
    "/language/",
    "/favicon.ico",
    "/a/{token}/",
}
# Who may not know of a draft: everybody but the side that made it.
NOT_OF_THE_SIDE = ("lx", "rx", "ax", "a0", "ob", "ci", "co", "do", "dx")


def rows() -> Iterator[tuple[str, str, str, dict[str, str]]]:
    for route, found in MATRIX.rows.items():
        for (method, state), words in found.items():
            yield route, method, state, dict(zip(MATRIX.columns, words, strict=True))


def test_nobody_anonymous_gets_in() -> None:
    wrong = [
        (route, method, state)
        for route, method, state, row in rows()
        if route not in OPEN_TO_ALL and row["an"] not in REFUSALS
    ]

    assert wrong == []


def test_what_is_open_to_all_is_a_route() -> None:
    assert set(MATRIX.rows) >= OPEN_TO_ALL


def test_a_closed_account_and_a_revoked_token_are_nobody() -> None:
    wrong = [(route, method, state) for route, method, state, row in rows() if not row["an"] == row["in"] == row["tx"]]

    assert wrong == []


def test_a_token_that_may_read_changes_nothing() -> None:
    wrong = [
        (route, method, state)
        for route, method, state, row in rows()
        if method in CHANGES and route not in OPEN_TO_ALL and (row["tr"] in DONE or row["t0"] in DONE)
    ]

    assert wrong == []


def test_what_nobody_made_is_found_by_nobody() -> None:
    wrong = [
        (route, method)
        for route, method, state, row in rows()
        if state == "unknown" and route not in OPEN_TO_ALL and method != "OPTIONS" and set(row.values()) & DONE
    ]

    assert wrong == []


def test_a_draft_is_unknown_to_all_but_the_side_that_made_it() -> None:
    wrong = []
    for route, method, state, row in rows():
        if state == "own":
            unknown = MATRIX.expected(route, method, "unknown")
            assert unknown is not None
            wrong += [(route, method, name) for name in NOT_OF_THE_SIDE if row[name] != unknown[name]]

    assert wrong == []
