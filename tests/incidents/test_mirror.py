"""The same scenario with the sides changed over gives the mirrored result, on every page and answer."""

import difflib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.incidents import mirror
from tests.incidents.mirror_scenario import LAST, people, scenario
from tests.permissions.asker import Asker

pytestmark = pytest.mark.django_db

# What both sides read. A new page or answer is one line here.
PAGES = [
    "/",
    "/incidents/",
    "/incidents/{number}/",
    "/incidents/{number}/account/",
    "/incidents/{number}/compare/",
    "/incidents/{number}/compare/?version=released",
    "/incidents/{number}/files/",
    "/incidents/{number}/history/",
    "/incidents/{number}/review/",
    "/inbox/",
]
ANSWERS = [
    "/api/v1/incidents/?count=1",
    "/api/v1/incidents/?format=geojson",
    "/api/v1/incidents/{id}/",
    "/api/v1/incidents/{id}/accounts/",
    "/api/v1/incidents/{id}/attachments/",
    "/api/v1/incidents/{id}/casualties/",
    "/api/v1/incidents/{id}/comparison/",
    "/api/v1/incidents/{id}/history/",
    "/api/v1/incidents/{id}/links/",
    "/api/v1/incidents/{id}/requests/",
    "/api/v1/incidents/{id}/similar/",
    "/api/v1/incidents/{id}/timeline/",
]

# Stage of the scenario, reader, path.
Where = tuple[str, str, str]


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that is written inside, numbers drawn included."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def read(sector: Any, ours: str, theirs: str, *, swap: bool) -> dict[Where, str]:
    """Play the scenario; return what each person is answered at each stage, in the form both sides share."""
    told: dict[Where, str] = {}
    with undone():
        who = people(sector, ours, theirs)
        for stage, incident in scenario(who, ours, theirs):
            # Who represents a side has every verb of it; what an officer is shown besides is read at the end.
            for reader in who if stage == LAST else who.representatives:
                asker = Asker(HTTP_ACCEPT_LANGUAGE="en")
                asker.force_login(reader)
                for path in (*PAGES, *ANSWERS):
                    got = asker.get(path.format(number=incident.number, id=incident.pk))
                    assert got.status_code == 200, (stage, reader.username, path, got.status_code)
                    told[stage, reader.username, path] = (
                        mirror.page(got.content.decode(), swap=swap)
                        if path in PAGES
                        else mirror.answer(json.loads(got.content), swap=swap)
                    )
    return told


def test_the_sides_changed_over_give_the_mirror(sector: Any) -> None:
    here = read(sector, "TJ", "KG", swap=False)
    there = read(sector, "KG", "TJ", swap=True)

    assert here.keys() == there.keys()
    assert "\n".join(unlike(where, here[where], there[where]) for where in here if here[where] != there[where]) == ""


def unlike(where: Where, here: str, there: str) -> str:
    """Return the lines in which an answer is not the other side's."""
    lines = difflib.unified_diff(here.split("\n"), there.split("\n"), lineterm="", n=0)
    return "\n".join([" · ".join(where), *(line for line in lines if not line.startswith(("---", "+++", "@@")))])


def test_the_mirror_notices_an_answer_that_favours_a_side() -> None:
    page = "<p>{} 12:15 {}, 13:15 {}</p>"
    fair = mirror.page(page.format("TJ", "Dushanbe", "Bishkek"), swap=False)

    assert fair == mirror.page("<p>KG 13:15 Bishkek, 12:15 Dushanbe</p>", swap=True)
    assert fair != mirror.page(page.format("TJ", "Dushanbe", "Bishkek"), swap=True)
    assert mirror.answer(["TJ", "KG"], swap=False) == mirror.answer(["KG", "TJ"], swap=True)
    assert mirror.answer(["KG", "TJ"], swap=False) != mirror.answer(["KG", "TJ"], swap=True)
