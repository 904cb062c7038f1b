"""Measure what the sealed record costs: writers with and without the sealer, sealing and checking many rows.

Works in a database of its own on the server that the environment names, and drops it at the end:

    DATABASE_ROLE=owner .venv/bin/python benchmarks/audit_seal.py [--rows 100000] [--rounds 5] [--out FILE]

The owner must be allowed to make databases, as for the tests.
"""

import argparse
import os
import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bordertrack.settings")
os.environ.setdefault("DATABASE_ROLE", "owner")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402

from audit.sealer import seal_pending  # noqa: E402
from audit.verification import verify  # noqa: E402
from notifications.models import ContactPoint, Representative  # noqa: E402
from people.actors import LOADER, acting_as, actor_for  # noqa: E402
from people.models import Role, User  # noqa: E402

WRITERS, EACH = 8, 250


def become_app(connection: Any, **kwargs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE bordertrack_app")


@contextmanager
def database() -> Iterator[None]:
    """Work in a new database, as the application role."""
    former = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{former}_audit_seal"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("load_border", verbosity=0)
        connections.close_all()
        connection_created.connect(become_app)
        yield
    finally:
        connection_created.disconnect(become_app)
        connections.close_all()
        connection.creation.destroy_test_db(former, verbosity=0)


@contextmanager
def owner() -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        try:
            yield cursor
        finally:
            cursor.execute("SET ROLE bordertrack_app")


def enrol() -> Representative:
    with owner(), acting_as(LOADER):
        user = User.objects.create(username="bench", role=Role.REPRESENTATIVE, side_id="TJ")
        return Representative.objects.create(
            side_id="TJ", user=user, role=Role.REPRESENTATIVE, active_from=date(2026, 1, 1)
        )


def in_threads(calls: list[Callable[[], None]]) -> list[threading.Thread]:
    def alone(call: Callable[[], None]) -> None:
        try:
            call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=alone, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    return threads


def write_round(post: Representative, mark: str, pause_s: float | None) -> tuple[float, list[float]]:
    """Return how long all writers took, and each write; with a pause given, the sealer runs beside them."""
    done = threading.Event()
    took: list[float] = []
    actor = actor_for(post.user)

    def writer(number: int) -> None:
        for row in range(EACH):
            began = time.perf_counter()
            with acting_as(actor):
                ContactPoint.objects.create(
                    representative=post, side_id="TJ", kind="email", address=f"{mark}-{number}-{row}@example.org"
                )
            took.append(time.perf_counter() - began)

    def sealer() -> None:
        assert pause_s is not None
        while not done.wait(pause_s):
            seal_pending()

    helpers = [] if pause_s is None else in_threads([sealer])
    began = time.perf_counter()
    for thread in in_threads([lambda number=number: writer(number) for number in range(WRITERS)]):  # type: ignore[misc]
        thread.join()
    whole = time.perf_counter() - began
    done.set()
    for thread in helpers:
        thread.join()
    return whole, took


def seal_all() -> int:
    sealed = 0
    while newly := seal_pending():
        sealed += newly
    return sealed


def measure(rows: int, rounds: int) -> list[str]:
    post = enrol()
    whole: dict[float | None, list[float]] = {None: [], 1.0: [], 0.0: []}
    each: dict[float | None, list[float]] = {None: [], 1.0: [], 0.0: []}
    write_round(post, "warm", None)
    for number in range(rounds):
        # Interleaved: whatever else slows the machine slows all three.
        for pause_s, rounds_took in whole.items():
            seal_all()
            took, singles = write_round(post, f"{number}-{pause_s}", pause_s)
            rounds_took.append(took)
            each[pause_s] += singles
    lines = [
        f"{WRITERS} writers x {EACH} transactions of one recorded change, {rounds} interleaved rounds:",
        "",
        "| sealer | whole round, median | one write, median | 95 % |",
        "|---|---:|---:|---:|",
    ]
    for pause_s, name in ((None, "off"), (1.0, "each second"), (0.0, "without a pause")):
        centiles = statistics.quantiles(each[pause_s], n=20)
        lines.append(
            f"| {name} | {statistics.median(whole[pause_s]):.2f} s"
            f" | {statistics.median(each[pause_s]) * 1000:.1f} ms | {centiles[18] * 1000:.1f} ms |"
        )
    seal_all()
    with owner() as cursor:
        cursor.execute("SELECT set_config('app.actor', 'system:loader', false)")
        cursor.execute(
            "INSERT INTO notifications_contactpoint (representative_id, side_id, kind, address, priority, secret)"
            " SELECT %s, 'TJ', 'email', n || '@example.org', 1, '' FROM generate_series(1, %s) n",
            [post.pk, rows],
        )
    began = time.perf_counter()
    sealed = seal_all()
    sealing = time.perf_counter() - began
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    with owner():
        verified = verify()
    checking = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return [
        *lines,
        "",
        f"Sealing {sealed:,} rows at once: {sealing:.1f} s, {sealed / sealing:,.0f} a second.",
        f"Checking {verified.count:,} rows: {checking:.1f} s, {verified.count / checking:,.0f} a second.",
        f"Broken links: 0. The memory of the check grew by {grown:.0f} MB.",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with database():
        text = "\n".join(measure(options.rows, options.rounds)) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text)


if __name__ == "__main__":
    main()
