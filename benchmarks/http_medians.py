"""Measure what a person waits for: medians of the busiest pages and API routes over HTTP, beside bare SQL.

Starts the real web server on a free port, signs in as a person and as a token, asks each address in turn (so that
whatever slows the machine slows all of them), and writes benchmarks/results.md. Ends with 1 if a median is too slow.
"""

import argparse
import http.client
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bordertrack.settings")
os.environ.setdefault("STATICFILES_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")

import django  # noqa: E402
import environ  # noqa: E402

django.setup()

import psycopg2  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402

from bordertrack.settings import _embedded_database_url  # noqa: E402
from incidents.models import Incident  # noqa: E402
from people.actors import acting_as, actor_for  # noqa: E402
from people.models import User  # noqa: E402
from people.services import create_token, revoke_token  # noqa: E402

LIMIT_MS = 200
WARM_UP = 3
ORIGIN = "synthetic"
REGION = ",".join(map(str, settings.OPERATING_REGION))

# The same rows by one statement that builds the JSON, without row security: as fast as this server can be.
BARE_LIST = """
SELECT json_agg(row_to_json(page)) FROM (
  SELECT i.id, i.number, a.own_number, a.title, i.occurred_at, i.clock, ST_AsGeoJSON(i.location)::json AS location,
         i.segment_id, i.line_id, i.km_m, i.distance_m, i.severity, i.cause, i.forms, i.crowd, i.status, i.side_id,
         i.visibility, i.origin, a.summary, i.created_at, i.updated_at
  FROM (SELECT * FROM incidents_incident WHERE visibility <> 'own' OR side_id = %(side)s
        ORDER BY occurred_at DESC, id DESC LIMIT 101) AS i
  LEFT JOIN incidents_account a ON a.incident_id = i.id AND a.side_id = %(side)s
) AS page
"""
BARE_CELLS = """
SELECT json_agg(row_to_json(cell)) FROM (
  SELECT sum(lon) / count(*) AS lon, sum(lat) / count(*) AS lat, count(*) AS n, max(severity) AS max_severity
  FROM incidents_incident
  WHERE (visibility <> 'own' OR side_id = %(side)s) AND origin = %(origin)s AND NOT is_aggregate
  GROUP BY map_key >> 22
) AS cell
"""


@dataclass
class Target:
    """One thing that is measured; `bare` names the statement it is compared with."""

    name: str
    ask: Callable[[], None]
    bare: str = ""
    times_ms: list[float] = field(default_factory=list)

    def measure(self) -> None:
        start = time.perf_counter()
        self.ask()
        self.times_ms.append((time.perf_counter() - start) * 1000)

    @property
    def median(self) -> float:
        return statistics.median(self.times_ms)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times_ms, n=20)[-1]


class Browser:
    """One kept connection to the server, with a session or a token."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Host": settings.ALLOWED_HOSTS[0], **headers}

    def get(self, path: str) -> None:
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}: {body[:300]!r}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def web_server(workers: int) -> Iterator[int]:
    """Run the web server as `./up` does, on a free port."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "bordertrack.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "4", "--workers", str(workers), "--log-level", "warning"]
    # A connection waits while the others are measured.
    command += ["--no-control-socket", "--keep-alive", "75"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_ROLE": "app"})
    try:
        for _ in range(150):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if process.poll() is not None:
                raise SystemExit("The web server ended at once; its own words stand above.")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def signed_in(user: User) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Give the headers of a session and of a token that end with the block."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    with acting_as(actor_for(user)):
        token, key = create_token(user=user, scopes=["incidents:read"], life=timedelta(hours=1))
    try:
        yield (
            {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}; django_language=en"},
            {"Authorization": f"Bearer {key}"},
        )
    finally:
        with acting_as(actor_for(user)):
            revoke_token(token=token)
        session.delete()


def _owner_connection() -> "psycopg2.extensions.connection":
    """Sign in as the owner of the tables, who sees every row: the bare statement says itself what counts."""
    found = environ.Env.db_url_config(
        os.environ.get("DATABASE_OWNER_URL") or _embedded_database_url("bordertrack_owner")
    )
    owner = psycopg2.connect(
        dbname=found["NAME"],
        user=found["USER"],
        password=found["PASSWORD"] or None,
        host=found.get("HOST") or found.get("OPTIONS", {}).get("host"),
        port=found["PORT"] or None,
    )
    owner.autocommit = True
    return owner


def targets(port: int, user: User, page: dict[str, str], token: dict[str, str]) -> list[Target]:
    """Return what is measured, each over a connection of its own."""
    with acting_as(actor_for(user)):
        one = Incident.objects.visible_to(user).filter(origin=ORIGIN, number__isnull=False).order_by("number").first()
    if one is None:
        raise SystemExit("There are no synthetic incidents: run `manage.py generate_incidents 100000 --seed 1` first.")
    owner = _owner_connection().cursor()

    def web(path: str, headers: dict[str, str]) -> Callable[[], None]:
        browser = Browser(port, headers)
        return lambda: browser.get(path)

    def bare(sql: str) -> Callable[[], None]:
        def ask() -> None:
            owner.execute(sql, {"side": user.side_id, "origin": ORIGIN})
            owner.fetchall()

        return ask

    return [
        Target("API list, page of 100", web("/api/v1/incidents/?limit=100", token), "bare list"),
        Target(
            "API cells, whole border, zoom 8",
            web(f"/api/v1/incidents/cells/?bbox={REGION}&zoom=8&origin={ORIGIN}", token),
            "bare cells",
        ),
        Target("List page, 50 rows", web("/incidents/", page)),
        Target("Detail page", web(one.get_absolute_url(), page)),
        Target("Dashboard", web(f"/?origin={ORIGIN}", page)),
        Target(
            "Dashboard, one year", web(f"/?origin={ORIGIN}&occurred_after=2023-01-01&occurred_before=2024-01-01", page)
        ),
        Target(
            "API counts by month and cause", web(f"/api/v1/incidents/aggregate/?by=month,cause&origin={ORIGIN}", token)
        ),
        Target("bare list", bare(BARE_LIST)),
        Target("bare cells", bare(BARE_CELLS)),
    ]


def _machine(workers: int, rounds: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), postgis_lib_version()")
        postgres, postgis = cursor.fetchone()
    owner = _owner_connection().cursor()
    owner.execute("SELECT count(*) FROM incidents_incident")
    (rows,) = owner.fetchone()
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    versions = (
        f"PostgreSQL {postgres}, PostGIS {postgis}; Python {platform.python_version()}, Django {django.__version__}"
    )
    return [
        f"- {os.cpu_count()} cores ({model}), {platform.system()} {platform.release()}",
        f"- {rows:,} incidents; {versions}",
        f"- gunicorn, {workers} workers; client, web server and database share the machine",
        f"- one client, kept connections, {rounds} interleaved rounds after {WARM_UP} to warm up",
        "- a side's representative asks, under row security; bare SQL runs as the owner, without it",
        f"- load of the machine over the last minute: {os.getloadavg()[0]:.2f}",
    ]


def report(found: list[Target], machine: list[str]) -> str:
    """Return the results as Markdown."""
    bare = {target.name: target for target in found}
    lines = ["# Medians over HTTP", "", *machine, "", "| what | median | 95 % | bare SQL | ratio | under 200 ms |"]
    lines.append("|---|---:|---:|---:|---:|---|")
    for target in found:
        if target.name.startswith("bare"):
            continue
        limit = bare.get(target.bare)
        compared = f"{limit.median:.1f} ms | {target.median / limit.median:.1f} ×" if limit else "– | –"
        verdict = "yes" if target.median < LIMIT_MS else "**no**"
        lines.append(f"| {target.name} | {target.median:.0f} ms | {target.p95:.0f} ms | {compared} | {verdict} |")
    return "\n".join([*lines, "", "Milliseconds are of this machine; ratios travel. See README.md here.", ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--user", default="representative.tj", help="who asks")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results.md")
    said = parser.parse_args()
    user = User.objects.filter(username=said.user).first()
    if user is None:
        raise SystemExit(f"There is no user {said.user}: name one with --user.")
    with signed_in(user) as (page, token), web_server(said.workers) as port:
        found = targets(port, user, page, token)
        for round_ in range(WARM_UP + said.rounds):
            for target in found:
                target.measure()
            if round_ + 1 == WARM_UP:
                for target in found:
                    target.times_ms.clear()
    text = report(found, _machine(said.workers, said.rounds))
    said.out.write_text(text)
    print(text)
    return 0 if all(target.median < LIMIT_MS for target in found) else 1


if __name__ == "__main__":
    sys.exit(main())
