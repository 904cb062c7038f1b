"""Measure what row security costs: the list of 100 as the application's role asks, and as the owner, who sees all.

Both run the same code and the same statements with the same session settings, in turn, so that whatever slows the
machine slows both; what counts is the median of the ratios of the pairs. Writes benchmarks/row_security.md, and ends
with 1 if a ratio is above 1.3.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bordertrack.settings")
# The owner signs in, and takes the application's role for every second round.
os.environ["DATABASE_ROLE"] = "owner"
os.environ.setdefault("STATICFILES_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")

import django  # noqa: E402

django.setup()

from django.db import ProgrammingError, connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from incidents.filters import PAGING, filtered  # noqa: E402
from incidents.models import Incident  # noqa: E402
from incidents.reading import readings, wire  # noqa: E402
from people.actors import acting_as, actor_for  # noqa: E402
from people.models import User  # noqa: E402
from people.paging import page_of, page_size  # noqa: E402

LIMIT = 1.3
WARM_UP = 5
QUERIES = {
    "page of 100": "limit=100",
    "with a cause and a severity": "limit=100&cause=irrigation_turn&severity__gte=3",
    "on a segment, within a year": "limit=100&segment=s03&occurred_after=2023-01-01&occurred_before=2024-01-01",
    "around a point": "limit=100&near=70.5,39.94,5",
}


@dataclass
class Pair:
    """One thing that is measured, in milliseconds by round: walled off, and bare."""

    name: str
    ask: Callable[[], None]
    walled: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return statistics.median(one / other for one, other in zip(self.walled, self.bare, strict=True))


@contextmanager
def asking_as(user: User, *, walled: bool) -> Iterator[None]:
    """Act as a person, with the application's role or with the owner's."""
    with acting_as(actor_for(user)), connection.cursor() as cursor:
        if walled:
            cursor.execute("SET LOCAL ROLE bordertrack_app")
        yield
        cursor.execute("SET LOCAL ROLE NONE")


def list_of(user: User, query: str) -> list[Any]:
    """Return what the list route answers, up to the JSON text."""
    request = RequestFactory().get(f"/api/v1/incidents/?{query}")
    request.user = user
    queryset, _found = filtered(request, Incident.objects.visible_to(user).for_reading(), also=PAGING)
    page = page_of(queryset, request, size=page_size(request), by="occurred_at")
    return [wire(one) for one in readings(page.rows, user)]


def statements_of(user: User, query: str) -> list[tuple[str, Any]]:
    """Return the statements that a list runs, with their parameters."""
    found = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with asking_as(user, walled=True), connection.execute_wrapper(keep):
        list_of(user, query)
    return [(sql, params) for sql, params in found if sql.lstrip().upper().startswith("SELECT")]


def pairs(user: User) -> list[Pair]:
    """Return what is measured: each list whole, and its statements alone."""

    def whole(query: str) -> Callable[[], None]:
        def ask() -> None:
            list_of(user, query)

        return ask

    def sql(query: str) -> Callable[[], None]:
        statements = statements_of(user, query)

        def ask() -> None:
            with connection.cursor() as cursor:
                for statement, params in statements:
                    cursor.execute(statement, params)
                    cursor.fetchall()

        return ask

    found = []
    for name, query in QUERIES.items():
        found += [Pair(f"{name}: the list", whole(query)), Pair(f"{name}: its SQL", sql(query))]
    return found


def measure(found: list[Pair], user: User, rounds: int) -> None:
    """Ask everything once walled off and once bare in each round; who is first changes from round to round."""
    for round_ in range(WARM_UP + rounds):
        for pair in found:
            times = {}
            for walled in (True, False) if round_ % 2 else (False, True):
                with asking_as(user, walled=walled):
                    start = time.perf_counter()
                    pair.ask()
                    times[walled] = (time.perf_counter() - start) * 1000
            if round_ >= WARM_UP:
                pair.walled.append(times[True])
                pair.bare.append(times[False])


def report(found: list[Pair], user: User, rounds: int) -> str:
    """Return the results as Markdown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), current_setting('server_version') FROM incidents_incident")
        rows, version = cursor.fetchone()
    lines = [
        "# What row security costs",
        "",
        f"- {os.cpu_count()} cores, {platform.system()} {platform.release()}; PostgreSQL {version}; {rows:,} incidents",
        f"- a {user.get_role_display().lower()} asks; {rounds} pairs, interleaved, after {WARM_UP} to warm up",
        f"- load of the machine over the last minute: {os.getloadavg()[0]:.2f}",
        "",
        "| what | with row security | without | ratio, median of the pairs | within 1.3 × |",
        "|---|---:|---:|---:|---|",
    ]
    for pair in found:
        with_, without = statistics.median(pair.walled), statistics.median(pair.bare)
        verdict = "yes" if pair.ratio <= LIMIT else "**no**"
        lines.append(f"| {pair.name} | {with_:.1f} ms | {without:.1f} ms | {pair.ratio:.2f} | {verdict} |")
    return "\n".join([*lines, "", "Milliseconds are of this machine; ratios travel. See README.md here.", ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--user", default="representative.tj", help="who asks")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "row_security.md")
    said = parser.parse_args()
    user = User.objects.filter(username=said.user).first()
    if user is None:
        raise SystemExit(f"There is no user {said.user}: name one with --user.")
    try:
        found = pairs(user)
    except ProgrammingError as error:
        raise SystemExit(f"The owner must be able to take the application's role: {error}") from error
    measure(found, user, said.rounds)
    text = report(found, user, said.rounds)
    said.out.write_text(text)
    print(text)
    return 0 if all(pair.ratio <= LIMIT for pair in found) else 1


if __name__ == "__main__":
    sys.exit(main())
