"""The marks of every page: what they say in which language, on whose clock."""

import csv
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import strip_tags

from people.models import Side, User
from people.styleguide import SampleForm
from people.templatetags.marks import STATUSES

NOON = datetime(2026, 5, 3, 6, 4, tzinfo=UTC)
LATE = datetime(2026, 5, 3, 18, 30, tzinfo=UTC)
TJ = Side(code="TJ", name_en="Tajikistan", name_ru="Таджикистан", short_ru="РТ", time_zone="Asia/Dushanbe")
KG = Side(code="KG", name_en="Kyrgyzstan", name_ru="Кыргызстан", short_ru="КР", time_zone="Asia/Bishkek")


def draw(source: str, language: str = "en", zone: str = "Asia/Dushanbe", query: str = "", **values: Any) -> str:
    request = RequestFactory().get("/incidents/")
    request.GET = QueryDict(query)
    request.user = User(username="reader", time_zone=zone)
    request.known_sides = {"TJ": TJ, "KG": KG}  # type: ignore[attr-defined]
    with translation.override(language):
        context = Context({"request": request, **values})
        return Template("{% load marks charts %}" + source).render(context)


def text(source: str, **values: Any) -> str:
    return " ".join(strip_tags(draw(source, **values)).split())


def test_the_readers_clock_comes_first_and_the_stated_one_is_underlined():
    html = draw("{% two_clocks at clock='Asia/Bishkek' %}", at=NOON)

    assert html.index("11:04 Dushanbe") < html.index("12:04 Bishkek")
    assert '<span class="nowrap stated">12:04 Bishkek</span>' in html
    assert '<span class="nowrap">11:04 Dushanbe</span>' in html


def test_the_other_reader_sees_the_mirror():
    assert text("{% two_clocks at %}", at=NOON, zone="Asia/Bishkek") == "3 May 2026, 12:04 Bishkek 11:04 Dushanbe"


def test_around_midnight_each_clock_has_its_own_date():
    assert text("{% two_clocks at %}", at=LATE) == "3 May 2026, 23:30 Dushanbe 4 May 2026, 00:30 Bishkek"


def test_an_hour_is_about():
    assert text("{% two_clocks at precision='hour' %}", at=NOON) == (
        "3 May 2026, about 11:04 Dushanbe about 12:04 Bishkek"
    )


@pytest.mark.parametrize(
    ("precision", "said"), [("day", "4 May 2026"), ("week", "week of 4 May 2026"), ("month", "May 2026")]
)
def test_coarser_than_an_hour_there_is_no_time_and_the_day_is_the_stated_clocks(precision: str, said: str):
    source = "{% two_clocks at clock='Asia/Bishkek' precision=precision %}"

    assert text(source, at=LATE, precision=precision) == said


def test_a_time_without_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        draw("{% two_clocks at %}", at=datetime(2026, 5, 3, 6, 4))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "27 January 2022"), ("ru", "27 января 2022"), ("ky", "27-январь, 2022"), ("tg", "27 Январ 2022")],
)
def test_dates_are_written_in_the_page_language(language: str, said: str):
    assert text("{% clock_date day %}", language=language, day=date(2022, 1, 27)) == said


def test_the_date_of_a_moment_is_the_readers():
    assert text("{% clock_date at %}", at=LATE, zone="Asia/Bishkek") == "4 May 2026"


def test_kilometres_are_grouped_and_keep_one_to_three_decimals():
    assert draw("{{ 1006.84|km }}") == "1,006.84"
    assert draw("{{ 84|km }}") == "84.0"
    assert draw("{{ 84.306|km:0 }}") == "84"
    assert draw("{{ 1006.84|km }}", language="ru") == "1\xa0006,84"


def test_severity_is_a_shape_with_its_number_and_a_name_for_readers():
    html = draw('{% severity 3 "l" %}')

    assert html.startswith('<svg class="sev sev-3 sev-l"')
    assert 'aria-label="Severity 3"' in html
    assert "#i-sev-3" in html
    assert draw("{% severity level %}", level=None) == ""


def test_a_side_is_never_a_half_disc_alone():
    assert text("{% side_label 'TJ' %}") == "TJ"
    assert text("{% side_label side %}", side=KG, language="ru") == "КР"
    assert text("{% side_label side 'name' %}", side=TJ) == "Tajikistan"
    assert text("{% side_label 'both' %}") == "both sides"
    assert draw("{% side_label side %}", side=None) == ""


def test_every_status_of_the_vocabulary_has_a_chip_with_its_label():
    with (settings.BASE_DIR / "data" / "vocabularies.csv").open(encoding="utf-8") as file:
        labels = {r["code"]: r["en"] for r in csv.DictReader(file) if r["vocabulary"] == "incident_status"}

    assert labels == {code: str(label) for code, (_look, _mark, label) in STATUSES.items()}
    assert text("{% status_chip 'signal' %}") == "Signal"


def test_marks_leave_no_line_ends_in_a_sentence():
    assert text("({% severity 2 %}{% side_label 'KG' %}, {% clock_time at %})", at=NOON) == "(KG, 11:04)"


def test_url_with_replaces_and_removes():
    assert draw("{% url_with severity=4 cursor=None %}", query="cause=unknown&severity=2&cursor=abc") == (
        "?cause=unknown&amp;severity=4"
    )
    assert draw("{% url_with form=forms %}", query="", forms=["crowd", "brawl"]) == "?form=crowd&amp;form=brawl"


def test_a_question_with_an_error_says_it_above_its_options_and_points_to_it():
    form = SampleForm({})

    html = draw("{% form_row form.crowd number=4 columns=2 %}", form=form)

    assert "4. How many people" in html
    assert 'aria-describedby="id_crowd_error"' in html
    assert html.index('id="id_crowd_error"') < html.index('type="radio"')
    assert "q-bad" in html
    assert "#i-warn" in html


def test_choices_fold_away_but_never_a_chosen_one():
    form = SampleForm({"cause": "road_blocking"})

    html = draw("{% form_row form.cause shown=1 %}", form=form)

    first, rest = html.split("<details")
    assert "road_blocking" in first
    assert "irrigation_turn" in first
    assert "water_structure" in rest
    assert "2 more" in rest


def test_a_field_knows_its_hint_and_its_error():
    html = draw("{% form_row form.what %}", form=SampleForm({}))

    assert 'aria-describedby="id_what_hint id_what_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'for="id_what"' in html


def test_the_error_summary_counts_and_links_each_question():
    html = draw("{% error_summary form %}", form=SampleForm({"what": "x", "cause": "road_blocking"}))

    assert "3 answers are left" in html
    assert 'href="#id_crowd"' in html
    assert 'href="#id_forms_seen"' in html


def test_no_error_draws_no_summary():
    assert draw("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_a_general_error_is_told_and_counted():
    class Refusing(forms.Form):
        def clean(self) -> None:
            raise forms.ValidationError("Choose <one> place.")

    html = draw("{% error_summary form %}", form=Refusing({}))

    assert "Not accepted" in html
    assert "Choose &lt;one&gt; place." in html


def test_bars_are_as_long_as_their_share_of_the_longest():
    html = draw("{% bars rows %}", rows=[{"label": "A", "n": 4, "url": "?a=1"}, {"label": "B", "n": 1}])

    assert 'width="100.0"' in html
    assert 'width="25.0"' in html
    assert 'href="?a=1"' in html


def test_the_month_histogram_says_its_figures_in_a_table():
    html = draw("{% histogram months 'Incidents' %}", months=[{"month": date(2022, 1, 1), "pale": 3, "dark": 1}])

    assert "January 2022" in html
    assert '<td class="num">4</td>' in html
    assert "<rect" in html


def test_a_moment_on_a_clock_nobody_stated_underlines_none() -> None:
    at = datetime(2022, 3, 10, 20, 50, tzinfo=UTC)
    source = '{% load marks %}{% two_clocks at clock="Asia/Bishkek" precision="hour" stated=stated %}'

    stated, unstated = (
        Template(source).render(Context({"at": at, "stated": is_stated, "user": None})) for is_stated in (True, False)
    )

    assert 'stated">' in stated
    assert "stated" not in unstated
    assert "02:50" in unstated
