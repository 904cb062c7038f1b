"""Reading and writing tests/permissions/matrix.txt; what its words mean stands at its top."""

from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("matrix.txt")
ANY = "*"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class NotReadable(ValueError):
    """A line of the matrix that says nothing."""


@dataclass
class Matrix:
    """The columns, and for each route its rows by method and state."""

    columns: list[str] = field(default_factory=list)
    rows: dict[str, dict[tuple[str, str], list[str]]] = field(default_factory=dict)

    def by_state(self, route: str) -> set[str]:
        """Return the methods whose answer depends on the state; all of them where nothing is said of the route yet."""
        unsaid = dict.fromkeys((each, "") for each in METHODS)
        return {method for method, state in self.rows.get(route, unsaid) if state != ANY}

    def same_for_all(self, route: str, method: str, state: str) -> str | None:
        """Return the word of a method without a row of its own, if it is the same for every column."""
        words = self.expected(route, method, state)
        if words is None or any(each == method for each, _state in self.rows[route]):
            return None
        return next(iter(words.values())) if len(set(words.values())) == 1 else None

    def expected(self, route: str, method: str, state: str) -> dict[str, str] | None:
        """Return the word of each column, or None where no row speaks of it.

        A row of its own comes before `*` for every other state, and `other` is every method without a row.
        """
        rows = self.rows.get(route, {})
        which = method if any(each == method for each, _state in rows) else "other"
        for found in (rows.get((which, state)), rows.get((which, ANY))):
            if found is not None:
                return dict(zip(self.columns, found, strict=True))
        return None


def read(text: str) -> Matrix:
    """Read a matrix.

    :raises NotReadable: if a line is neither a comment, a route, the columns nor a row, or says a thing twice.
    """
    matrix, route = Matrix(), ""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0].startswith("/") and len(words) == 1:
            route = words[0]
            if route in matrix.rows:
                raise NotReadable(f"line {number}: {route} stands twice")
            matrix.rows[route] = {}
        elif words[0] == "method":
            if matrix.columns and matrix.columns != words[2:]:
                raise NotReadable(f"line {number}: other columns than before")
            matrix.columns = words[2:]
        elif route and len(words) == len(matrix.columns) + 2:
            for method in words[0].split(","):
                for state in words[1].split(","):
                    if (method, state) in matrix.rows[route]:
                        raise NotReadable(f"line {number}: {method} {state} of {route} stands twice")
                    matrix.rows[route][method, state] = words[2:]
        else:
            raise NotReadable(f"line {number}: {line}")
    return matrix


def written(columns: list[str], found: dict[tuple[str, str], dict[str, str]]) -> list[str]:
    """Return rows as they would stand in the file; states with the same answers share one. `?` was not asked."""
    shared: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (method, state), words in found.items():
        shared.setdefault((method, tuple(words.get(name, "?") for name in columns)), []).append(state)
    return [row(method, ",".join(states), words) for (method, words), states in shared.items()]


def row(method: str, states: str, words: tuple[str, ...] | list[str]) -> str:
    return f"{method:<8}{states:<32}" + "".join(f"{word:<4}" for word in words).rstrip()
