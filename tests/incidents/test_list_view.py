"""The list of incidents, as each reader may see it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from incidents.codes import Origin, Visibility
from incidents.models import Incident
from tests.conftest import as_owner

LIST = "/incidents/"


def test_each_side_reads_its_own_words_or_the_composed_title(
    browse: Any, report: Any, officer: Any, counterpart: Any
) -> None:
    report(officer)

    ours, theirs = (browse(user).get(LIST).content.decode() for user in (officer, counterpart))

    assert "Water turn at the Mastchoi canal broken" in ours
    assert "Water turn" not in theirs
    assert "Stones thrown, Khojai Alo" in theirs


def test_an_own_record_shows_and_counts_for_its_side_only(
    browse: Any, report: Any, officer: Any, counterpart: Any
) -> None:
    report(officer, visibility=Visibility.OWN)

    ours, theirs = (browse(user).get(LIST) for user in (officer, counterpart))

    assert ours.context["count"] == 1
    assert "My side only" in ours.content.decode().split('class="rows"')[1]
    assert theirs.context["count"] == 0
    assert browse(counterpart).get(f"{LIST}?q=Mastchoi").context["count"] == 0


def test_filters_narrow_the_list_and_stand_as_chips(browse: Any, report: Any, officer: Any) -> None:
    report(officer)
    report(officer, severity=5, forms=["heavy_weapons"])

    page = browse(officer).get(f"{LIST}?severity=4,5&form=heavy_weapons")

    assert page.context["count"] == 1
    assert [chip["url"] for chip in page.context["chips"]] == [
        "?form=heavy_weapons&severity=5",
        "?form=heavy_weapons&severity=4",
        "?severity=4,5",
    ]


def test_a_plain_form_is_sent_to_its_tidy_address(browse: Any, officer: Any) -> None:
    answer = browse(officer).get(f"{LIST}?severity=4&severity=5&q=&cause=")

    assert answer.status_code == 302
    assert answer.url == f"{LIST}?severity=4,5"


def test_words_find_a_place_in_any_spelling_and_a_number(browse: Any, report: Any, officer: Any) -> None:
    incident = report(officer)

    for words in ("Ходжаи", "khojai", incident.number, "Two families"):
        assert browse(officer).get(LIST, {"q": words}).context["count"] == 1, words


@pytest.mark.parametrize(
    "query",
    [
        "severity=9", "severity=3&colour=red", "cause=aliens", "cursor=x", "limit=1000", "limit=²", "bbox=1,2,3",
        "near=a,b,c",
        "occurred_after=yesterday", "km_from=3", "km_from=NaN&line=main", "line=main&km_from=1e999", "q=%00",
        "q=" + "x" * 101,
        "bbox=1,2,3,nan", "side=UZ", "colour=red&colour=blue", "q=a&q=b", "visibility=secret", "severity__gte=six",
    ],
)  # fmt: skip
def test_a_filter_not_understood_is_a_400_that_says_so(browse: Any, officer: Any, query: str) -> None:
    answer = browse(officer).get(f"{LIST}?{query}")

    assert answer.status_code == 400
    assert answer.context["errors"]
    assert 'class="err"' in answer.content.decode()


def test_pages_go_on_and_back(browse: Any, report: Any, officer: Any) -> None:
    for hours in range(5):
        report(officer, title=f"Number {hours}", occurred_at=timezone.now() - timedelta(hours=hours + 1))
    page = browse(officer)

    first = page.get(f"{LIST}?limit=2")
    second = page.get(LIST + first.context["next_url"])
    back = page.get(LIST + second.context["previous_url"])

    titles = [[row["read"].title for row in shown.context["rows"]] for shown in (first, second, back)]
    assert titles == [["Number 0", "Number 1"], ["Number 2", "Number 3"], ["Number 0", "Number 1"]]
    assert first.context["count"] == 5
    assert "limit=2" in first.context["next_url"]


def test_a_list_costs_the_same_whatever_its_length(
    browse: Any, report: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    for _each in range(12):
        report(officer)
    page = browse(officer)

    with django_assert_max_num_queries(22):
        page.get(LIST)


def test_what_is_not_official_is_marked(browse: Any, report: Any, officer: Any) -> None:
    report(officer, origin=Origin.EXERCISE)
    incident = report(officer)
    with as_owner():
        Incident.objects.filter(pk=incident.pk).update(is_aggregate=True)

    rows = browse(officer).get(LIST).content.decode().split('class="rows"')[1]

    assert "Exercise" in rows
    assert "Sum over several places, not counted in figures" in rows
