"""What is loaded: the public incidents of data/, and synthetic ones."""

import csv
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from incidents.models import Account, Casualty, Incident, Source
from incidents.public_sources import load_public_incidents
from incidents.synthetic import NobodyToWrite, generate_incidents
from people.actors import LOADER, acting_as
from segments.locate import locate
from tests.conftest import as_owner

UNTIL = "2026-11-01T00:00:00+00:00"


@pytest.fixture
def loader(border: Any) -> Iterator[None]:
    """Load as `manage.py` does: as the owner of the tables."""
    with as_owner(), acting_as(LOADER):
        yield


def test_every_public_row_is_imported_once_with_its_source(loader: None) -> None:
    assert load_public_incidents() == (67, 0)
    assert load_public_incidents() == (0, 0)

    assert Incident.objects.filter(origin="public_source", visibility="public", side=None).count() == 67
    assert Source.objects.exclude(name="").exclude(reference="").count() == 67
    assert Incident.objects.filter(is_aggregate=True).count() == 2
    assert not Incident.objects.filter(clock_is_stated=True).exists()
    assert Account.objects.exclude(place_text="").count() == 67


def test_severity_follows_the_mapping_and_the_figures(loader: None) -> None:
    load_public_incidents()

    canal = Incident.objects.get(occurred_at__date="2008-03-25")
    fighting = Incident.objects.filter(is_aggregate=True).order_by("occurred_at").first()
    assert (canal.severity, canal.cause, canal.forms) == (2, "water_structure", ["weapons_readied"])
    assert canal.time_precision == "day"
    assert fighting is not None
    assert (fighting.severity, fighting.location_precision) == (5, 5)


def test_each_figure_has_its_author_and_an_empty_cell_is_no_figure(loader: None) -> None:
    load_public_incidents()
    with (settings.BASE_DIR / "data" / "casualty_claims.csv").open(encoding="utf-8", newline="") as file:
        claims = list(csv.DictReader(file))
    with (settings.BASE_DIR / "data" / "incidents_public.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["id"] not in {claim["id"] for claim in claims}]
    stated = sum(bool(row["killed_best"]) for row in rows) + sum(bool(row["injured"]) for row in rows)

    assert Casualty.objects.count() == stated + len(claims)
    assert not Casualty.objects.filter(author="").exists()


def test_what_the_sides_count_is_kept_apart_and_never_as_a_sum(loader: None) -> None:
    load_public_incidents()

    april = Casualty.objects.filter(account__incident__occurred_at__date="2021-04-29", status="killed")
    assert set(april.values_list("people_side", "best")) == {("KG", 36), ("TJ", 19)}
    assert not Casualty.objects.filter(best__in=[55, 104]).exists()


def test_a_synthetic_record_is_marked_and_lies_where_it_says(officer: Any, counterpart: Any, loader: None) -> None:
    assert generate_incidents(count=200, seed=5, until=UNTIL) == 200
    assert generate_incidents(count=200, seed=5, until=UNTIL) == 0

    assert Incident.objects.filter(origin="synthetic").count() == 200
    numbers = Incident.objects.exclude(visibility="own").values_list("number", flat=True)
    assert len(set(numbers)) == len(numbers)
    for account in Account.objects.select_related("incident").order_by("pk")[:20]:
        incident, point = account.incident, account.location
        fix = locate(lon=point.x, lat=point.y, on=incident.occurred_at.date())
        assert fix is not None
        assert incident.km_m % 1000 == 0
        if fix.line == "main":
            assert abs(account.km_m - fix.km_m) <= 30
            assert abs(account.distance_m - fix.distance_m) <= 30
        assert (round(incident.location.x, 6), round(incident.location.y, 6)) == (
            round(fix.coarse_lon, 6),
            round(fix.coarse_lat, 6),
        )


def test_nobody_writes_for_a_side_without_officers(officer: Any, loader: None) -> None:
    with pytest.raises(NobodyToWrite, match="KG"):
        generate_incidents(count=1, seed=1, until=UNTIL)
