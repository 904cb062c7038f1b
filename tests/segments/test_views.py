"""Pages of the geography."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from incidents.services import report_incident
from people.actors import acting_as, actor_for


@pytest.fixture
def page(client, officer):
    """Read a page as a Tajik liaison officer, in English."""
    client.force_login(officer)
    client.cookies["django_language"] = "en"

    def read(name, *args, status=200, **query):
        response = client.get(reverse(name, args=args), query)
        assert response.status_code == status
        return response.content.decode()

    return read


def test_segments_are_listed_with_sums(border, page):
    text = page("segments:list", at="2017-02-07")

    assert "s14" in text
    assert "519.900" in text
    assert "450.100" in text
    assert "Apportioned, position not published" in text


def test_own_side_comes_first(border, page, client, counterpart):
    assert "Isfara – Batken district" in page("segments:list")

    client.force_login(counterpart)

    assert "Batken district – Isfara" in page("segments:list")


def test_a_segment_shows_its_history_and_its_incidents(border, page):
    text = page("segments:detail", "s14", at="2017-02-07")

    assert "km 677.343 to 727.642 (50.299 km measured)" in text
    assert "Apportioned, position not published." in text
    assert "Carried back" in text
    assert f"{reverse('incidents:list')}?segment=s14" in text


def test_a_segment_of_a_line_that_ended_says_so(border, page):
    assert "no part of the border" in page("segments:detail", "kayragach", at="2026-01-01")


def test_an_unknown_segment_is_not_found(border, page):
    page("segments:detail", "s99", status=404)


def test_delimitation_shows_figures_claims_and_sources(border, page):
    text = page("segments:delimitation", at="2017-02-07")

    assert "970.000" in text
    assert "33 published figures" in text
    assert "more than 470" in text
    assert "Xinhua" in text
    assert "No line shown here is a legal delimitation." in text
    assert "Protocol No. 42" in text


def test_delimitation_after_the_treaty_has_nothing_undefined(border, page):
    text = page("segments:delimitation", at="2025-03-13")

    assert "1,006.840" in text
    assert "Apportioned, position not published" not in text


@pytest.mark.parametrize("language", ["ru", "tg", "ky"])
def test_pages_speak_each_language(border, page, client, language):
    client.cookies["django_language"] = language

    for name, *args in (("segments:list",), ("segments:detail", "s03"), ("segments:delimitation",)):
        assert f'lang="{language}"' in page(name, *args)


def test_a_wrong_date_is_said_beside_its_field(border, page):
    text = page("segments:delimitation", at="soon", status=400)

    assert "Give a date such as 2017-02-07." in text


def test_an_unknown_parameter_is_refused(border, page):
    page("segments:list", status=400, colour="red")


def test_a_stranger_is_sent_to_sign_in(border, client):
    for name, *args in (("segments:list",), ("segments:detail", "s03"), ("segments:delimitation",)):
        assert client.get(reverse(name, args=args)).status_code == 302


def test_pages_take_few_queries(border, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        page("segments:delimitation", at="2017-02-07")


def test_an_empty_date_means_today(border, page):
    text = page("segments:delimitation", at="")

    assert "1,006.840" in text


def test_a_segment_shows_the_incidents_its_reader_may_know_of(client, officer, counterpart):
    with acting_as(actor_for(officer)):
        for visibility in ("both", "own"):
            report_incident(
                by=officer,
                title=f"Seen by {visibility}",
                occurred_at=datetime(2026, 5, 3, 6, 10, tzinfo=UTC),
                severity=2,
                cause="building",
                location=(70.49611, 39.94167),
                visibility=visibility,
            )

    client.force_login(officer)
    own = client.get("/segments/s03/").content.decode()
    client.force_login(counterpart)
    other = client.get("/segments/s03/").content.decode()

    assert "Seen by both" in own
    assert "Seen by own" in own
    assert other.count('class="inc"') == 1
    assert "Seen by" not in other
