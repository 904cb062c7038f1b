"""The shipped border as loaded from files."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

from people.models import Side
from segments.loading import load_border
from segments.loading.ledger import LedgerHoldsOtherRows, Stretch, figure_of, fill
from segments.models import (
    AdminArea,
    BorderLine,
    LedgerTotal,
    LengthClaim,
    Place,
    Protocol,
    Sector,
    Segment,
    SegmentState,
    SegmentStatus,
)
from tests.conftest import as_owner

DATA = Path(settings.BASE_DIR) / "data"


def test_everything_is_there(border):
    counts = {
        model: model.objects.count() for model in (Segment, BorderLine, Place, AdminArea, LengthClaim, LedgerTotal)
    }

    assert counts == {Segment: 18, BorderLine: 3, Place: 89, AdminArea: 48, LengthClaim: 33, LedgerTotal: 5}
    assert set(border.sides.values_list("code", flat=True)) == {"KG", "TJ"}
    assert set(Protocol.objects.values_list("number", flat=True)) == {"42", "44"}


def test_a_second_run_changes_nothing(border):
    with as_owner():
        before = list(SegmentStatus.objects.order_by("pk").values())
        tally = load_border(DATA)

    assert not tally.changed_anything
    assert list(SegmentStatus.objects.order_by("pk").values()) == before


def test_the_command_says_what_it_did(border):
    said = StringIO()
    with as_owner():
        call_command("load_border", stdout=said)

    assert "Segment: 18 (0 new, 0 changed)" in said.getvalue()
    assert "Nothing changed." in said.getvalue()


def test_a_run_mends_what_differs_from_the_files(border):
    with as_owner():
        Place.objects.filter(code="khojai-alo").update(name_en="Elsewhere")
        SegmentStatus.objects.filter(line="vorukh").delete()

        tally = load_border(DATA)

    assert tally.changed == {"Place": 1}
    assert Place.objects.get(code="khojai-alo").name_en != "Elsewhere"
    assert SegmentStatus.objects.count() == tally.created["SegmentStatus"]


def test_a_ledger_with_statuses_from_elsewhere_is_left_alone(border):
    with as_owner():
        SegmentStatus.objects.filter(line="vorukh", valid__contains=date(2026, 1, 1)).delete()
        SegmentStatus.objects.create(
            line_id="vorukh",
            km=NumericRange(0, 1),
            valid=DateRange(date(2025, 4, 1), None),
            status=SegmentState.DEMARCATED,
            source="Joint commission",
        )

        with pytest.raises(LedgerHoldsOtherRows):
            load_border(DATA)


def test_segments_cover_the_main_line_in_order(border):
    segments = Segment.objects.filter(line="main").order_by("km")

    assert [segment.code for segment in segments] == [f"s{number:02}" for number in range(1, 17)]
    reached = Decimal(0)
    for segment in segments:
        assert segment.km.lower == reached
        reached = segment.km.upper
    assert reached == BorderLine.objects.get(code="main").length_km


def test_sectors_follow_the_pairs_of_districts(border):
    first = Sector.objects.get(code="isfara-batken")
    beyond = Sector.objects.get(code="lakhsh-chong-alay")

    assert set(first.segments.values_list("code", flat=True)) == {"s01", "s02", "s03", "vorukh"}
    assert [other.code for other in first.adjoining.all()] == ["konibodom-batken"]
    assert {other.code for other in beyond.adjoining.all()} == {"lakhsh-batken", "murghob-chong-alay"}
    assert Segment.objects.get(code="kayragach").sector_id == "bobojon-ghafurov-leilek"


def test_sides_have_names_clocks_and_abbreviations(border):
    kg, tj = Side.objects.order_by("code")

    assert (kg.time_zone, tj.time_zone) == ("Asia/Bishkek", "Asia/Dushanbe")
    assert (kg.short_ru, tj.short_ru) == ("КР", "РТ")
    assert all((kg.name_en, kg.name_ru, kg.name_tg, kg.name_ky, kg.service_en, kg.service_ru))


def test_districts_know_their_province(border):
    isfara = AdminArea.objects.get(code="tj-adm2-isfara")

    assert isfara.parent.code == "tj-adm1-sughd"
    assert isfara.touches_border


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("over 970", Decimal(970)),
        ("about 980", Decimal(980)),
        ("more than 470", Decimal(470)),
        ("584.9", Decimal("584.9")),
        ("970 to 987.6", None),
        ("over 90%", None),
        ("", None),
    ],
)
def test_a_claim_keeps_the_figure_its_words_hold(text, figure):
    assert figure_of(text) == figure


def test_a_claim_keeps_its_words(border):
    claim = LengthClaim.objects.get(said_on=date(2017, 2, 7))

    assert (claim.total_text, claim.total_km, claim.defined_km) == ("over 970", 970, Decimal("519.9"))


def test_filling_splits_the_stretch_in_which_it_runs_out():
    stretches = [Stretch("a", Decimal(10), Decimal(20)), Stretch("b", Decimal(0), Decimal(4))]

    filled = fill(stretches, Decimal("12.5"), SegmentState.DESCRIBED)

    assert filled == [
        (Stretch("a", Decimal(10), Decimal(20)), SegmentState.DESCRIBED),
        (Stretch("b", Decimal(0), Decimal("2.5")), SegmentState.DESCRIBED),
        (Stretch("b", Decimal("2.5"), Decimal(4)), SegmentState.UNDEFINED),
    ]


def test_statuses_say_that_they_are_apportioned_or_carried_back(border):
    notes = dict(SegmentStatus.objects.filter(line="vorukh").values_list("valid", "note"))

    assert "Carried back" in notes[DateRange(None, date(2017, 2, 7), "()")]
    assert "position was not" in notes[DateRange(date(2017, 2, 7), date(2022, 4, 1))]
    assert notes[DateRange(date(2025, 3, 13), None)] == ""
