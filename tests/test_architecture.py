"""The shape of the house: who may import whom, and what no page, route or table may forget."""

import ast
import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from incidents.api.vocabularies import VOCABULARIES

ROOT = settings.BASE_DIR
# Each may import what stands to its right.
LINE = ["bordertrack", "analysis", "plans", "incidents", "notifications", "segments", "audit", "people"]

# Third-party names in a page or script would tell a stranger what is looked at.
FOREIGN_HOST = re.compile(r"""(?:src|href|url\(|fetch\(|import)\s*[=(]?\s*["']?(?:https?:)?//[a-z0-9.-]+""", re.I)


def python_files() -> Iterator[tuple[str, Path]]:
    for app in LINE:
        for path in sorted((ROOT / app).rglob("*.py")):
            yield app, path


def imported_apps(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names & set(LINE)


def test_each_app_imports_only_what_stands_to_its_right() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for app, path in python_files()
        for name in sorted(imported_apps(path) - {app})
        if LINE.index(name) < LINE.index(app) or name == "bordertrack"
    ]

    assert wrong == []


def test_the_import_rule_would_be_noticed(tmp_path: Path) -> None:
    module = tmp_path / "models.py"
    module.write_text("from incidents.models import Incident\nimport people\n")

    assert imported_apps(module) == {"incidents", "people"}


def test_no_migration_is_missing(db: None) -> None:
    out = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=out, verbosity=1)

    assert "No changes detected" in out.getvalue()


def test_every_template_is_used() -> None:
    sources = [path.read_text(encoding="utf-8") for _app, path in python_files()]
    sources += [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.*")]
    everything = "\n".join(sources)
    by_convention = re.compile(r"^(account|allauth|mfa)/|^(400|403|403_csrf|404|429|500)\.html$|^leaflet/")

    unused = [
        name
        for path in sorted((ROOT / "templates").rglob("*.*"))
        if not by_convention.match(name := path.relative_to(ROOT / "templates").as_posix())
        # The tag library names a mark's template without its folder.
        and (name.removeprefix("components/") if name.startswith("components/_") else name) not in everything
    ]

    assert unused == []


def test_an_answer_link_that_is_not_ours_is_a_404(client: Any, db: None) -> None:
    assert client.get("/a/sample/").status_code == 404


def test_no_page_names_a_foreign_host() -> None:
    places = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "static").rglob("*.*")]

    foreign = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in places
        if path.suffix in {".html", ".js", ".css", ".svg", ".txt"}
        for match in FOREIGN_HOST.finditer(path.read_text(encoding="utf-8").replace("http://www.w3.org", ""))
    ]

    assert foreign == []


def test_the_codes_are_those_of_the_shipped_vocabularies() -> None:
    with (ROOT / "data" / "vocabularies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    for name, choices in VOCABULARIES.items():
        shipped = [(row["code"], row["en"]) for row in rows if row["vocabulary"] == name]
        ours = [(str(code), str(label)) for code, label in choices.choices]
        if name == "clock":
            continue
        if name == "role":
            ours = [pair for pair in ours if pair[0] != "observer"]
        assert ours == shipped, name


def test_every_table_with_a_side_is_walled_off(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'side_id'"
            " AND NOT a.attisdropped AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
        )
        open_tables = {name for (name,) in cursor.fetchall()}

    # People and the border's two sides are read before anybody acts: sign-in precedes any actor.
    assert open_tables <= {"people_user", "segments_border_sides"}


def test_the_application_role_owns_nothing_and_deletes_no_record(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("bordertrack_app",)
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'bordertrack_app'")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND (has_table_privilege('bordertrack_app', oid, 'DELETE')"
            "      OR has_table_privilege('bordertrack_app', oid, 'TRUNCATE'))"
        )
        assert {name for (name,) in cursor.fetchall()} == {
            "django_session",
            # Counts of failed sign-ins and used codes, and the second factors that a person takes off.
            "django_cache",
            "mfa_authenticator",
            # Who covers what: ended by deleting, with an event that stays.
            "segments_sector_officers",
            "segments_adminarea_authorities",
        }


@pytest.mark.parametrize("name", ["incidents_incidentevent", "incidents_accountevent"])
def test_history_cannot_be_written_by_hand(db: None, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('bordertrack_app', %s, 'INSERT'),"
            " has_table_privilege('bordertrack_app', %s, 'UPDATE')",
            [name, name],
        )
        assert cursor.fetchone() == (False, False)


def test_nothing_is_left_for_later() -> None:
    paths = [
        *(path for _app, path in python_files()),
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "bin").rglob("*.py"),
    ]
    words = re.compile(r"TODO|FIXME|XXX")

    assert [str(path.relative_to(ROOT)) for path in paths if words.search(path.read_text(encoding="utf-8"))] == []


def test_every_page_with_a_map_credits_its_data(client: Any, officer: Any) -> None:
    client.force_login(officer)

    for path in ("/", "/segments/s03/", "/incidents/new/", "/delimitation/"):
        page = client.get(path).content.decode()
        assert "OpenStreetMap" in page, path
        assert "OCHA COD-AB" in page, path
