"""Both accounts fact by fact: the page and the answer of the API, each reader's own side first."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from incidents.accounts.facts import comparison_of
from incidents.joining.accounts import joined_to
from incidents.models import Account, Incident
from incidents.reading import reading
from incidents.services import withdraw_account, write_account
from incidents.services.joining import join_incidents
from incidents.views.compare import compare_summary
from people.actors import acting_as, actor_for
from tests.conftest import as_owner
from tests.incidents.cases import april_2021, january_2022, release

pytestmark = pytest.mark.django_db


@pytest.fixture
def january(counterpart: Any, officer: Any) -> Any:
    """The case of January 2022, told by both sides and released by neither."""
    return january_2022(kg=counterpart, tj=officer)


@pytest.fixture
def released(january: Any, representative_kg: Any, representative_tj: Any) -> Any:
    """The same, released by both."""
    release(january, by=representative_kg)
    release(january, by=representative_tj)
    return january


def page(browse: Any, user: Any, incident: Any, query: str = "") -> Any:
    answer = browse(user).get(f"/incidents/{incident.number}/compare/{query}")
    assert answer.status_code == 200
    return answer


def compared(api: Any, user: Any, incident: Any) -> dict[str, Any]:
    answer = api(user).get(f"/api/v1/incidents/{incident.pk}/comparison/")
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_january_2022_agrees_on_the_start_and_differs_on_who_acted_first(
    api: Any, released: Any, representative_kg: Any
) -> None:
    answer = compared(api, representative_kg, released)

    facts = {fact["fact"]: fact for fact in answer["facts"]}
    assert answer["sides"] == ["KG", "TJ"]
    assert facts["start"]["verdict"] == "agree"
    assert facts["start"]["tolerance"] == {"rule": "instants", "unit": "minute", "allowed": 15, "measured": 5}
    assert facts["start"]["values"] == {
        "KG": {"at": "2022-01-27T12:15:00Z", "precision": "minute", "clock": "Asia/Bishkek"},
        "TJ": {"at": "2022-01-27T12:20:00Z", "precision": "minute", "clock": "Asia/Dushanbe"},
    }
    assert facts["first_action"]["verdict"] == "differ"
    assert facts["first_action"]["values"]["KG"] == {"by": "TJ", "words": "Tajik guards closed the road."}
    assert facts["place"]["verdict"] == "agree"
    assert facts["forms"]["only"] == {"KG": [], "TJ": ["heavy_weapons"]}
    assert answer["counts"] == {"differ": 3, "silent": 0, "agree": 3}
    assert [fact["fact"] for fact in answer["facts"]][:3] == ["first_action", "forms", "wounded"]
    assert answer["accounts"]["TJ"]["confidence"] == "high"


def test_april_2021_attributes_both_counts_and_adds_nothing(
    browse: Any, api: Any, counterpart: Any, officer: Any, representative_kg: Any, representative_tj: Any
) -> None:
    incident = april_2021(kg=counterpart, tj=officer)
    release(incident, by=representative_kg)
    release(incident, by=representative_tj)

    facts = {fact["fact"]: fact for fact in compared(api, counterpart, incident)["facts"]}
    text = words(page(browse, counterpart, incident))

    assert (facts["killed"]["verdict"], facts["killed"]["note"]) == ("differ", "other_people")
    assert [row["best"] for row in facts["killed"]["values"]["KG"]] == [36]
    assert [(row["low"], row["high"]) for row in facts["wounded"]["values"]["KG"]] == [(154, 189)]
    assert "36 , people of KG Author of the number: Government, KG" in text
    assert "19 , people of TJ Author of the number: Government, TJ" in text
    assert "Numbers are never added up." in text
    # 36 + 19, 189 + 87, 154 + 87.
    assert not re.search(r"\b(55|276|241)\b", text)


def test_the_page_shows_both_clocks_and_the_tolerance(browse: Any, released: Any, representative_kg: Any) -> None:
    text = words(page(browse, representative_kg, released))
    start = text[text.index("Start agrees") :][:400]

    assert "Difference 5 min, tolerance 15 min" in start
    assert "27 Jan 2022, 18:15 Bishkek 17:15 Dushanbe" in start
    assert "27 Jan 2022, 18:20 Bishkek 17:20 Dushanbe" in start


def test_the_clock_a_time_was_stated_on_is_underlined(browse: Any, released: Any, representative_kg: Any) -> None:
    html = page(browse, representative_kg, released).content.decode()

    start = html[html.index('id="fact-start"') :]
    stated = re.findall(r'stated">([^<]+)<', start)
    assert stated[:2] == ["18:15 Bishkek", "17:20 Dushanbe"]


def test_the_own_side_comes_first_for_each(browse: Any, released: Any, officer: Any, counterpart: Any) -> None:
    for user, first, second in ((officer, "tj", "kg"), (counterpart, "kg", "tj")):
        html = page(browse, user, released).content.decode()
        sides = re.findall(r'class="fact-side fact-(\w\w)"', html)

        assert set(sides[::2]) == {first}
        assert set(sides[1::2]) == {second}


def test_who_is_of_no_side_reads_both_in_a_turning_order(browse: Any, api: Any, released: Any, analyst: Any) -> None:
    order = compared(api, analyst, released)["sides"]

    assert sorted(order) == ["KG", "TJ"]
    assert "Own side first" not in words(page(browse, analyst, released))
    assert "differ" in words(page(browse, analyst, released))


def test_nothing_is_judged_while_the_other_side_has_not_released(
    browse: Any, api: Any, january: Any, officer: Any, counterpart: Any, representative_tj: Any
) -> None:
    for user, foreign in ((officer, "Tajik guards closed"), (counterpart, "About 50 Kyrgyz residents")):
        answer = page(browse, user, january)
        text = words(answer)

        assert compared(api, user, january)["facts"] == []
        assert compared(api, user, january)["counts"] == {"differ": 0, "silent": 0, "agree": 0}
        assert "The other side's words stay its own until released." in text.replace("&#x27;", "'")
        assert foreign not in text
        assert 'class="verdict' not in answer.content.decode()


def test_the_own_facts_are_shown_alone(browse: Any, january: Any, officer: Any) -> None:
    text = words(page(browse, officer, january))

    assert "About 50 Kyrgyz residents stopped a truck at the bridge." in text
    assert "27 Jan 2022, 17:20 Dushanbe 18:20 Bishkek" in text
    assert "draft: only your side reads it" in text


def test_a_later_version_at_work_is_the_own_sides_alone(
    browse: Any, api: Any, released: Any, officer: Any, counterpart: Any
) -> None:
    with acting_as(actor_for(officer)):
        write_account(incident=released, by=officer, first_action_by="both", first_action="Both sides pushed.")

    own, foreign = page(browse, officer, released), page(browse, counterpart, released)

    assert "Both sides pushed." in words(own)
    assert "The other side reads version 1" in words(own)
    assert "Both sides pushed." not in words(foreign)
    assert compared(api, counterpart, released)["accounts"]["TJ"]["version"] == 1
    both_can_read = words(page(browse, officer, released, "?version=released"))
    assert "Both sides pushed." not in both_can_read
    assert "About 50 Kyrgyz residents" in both_can_read


def test_an_account_that_was_withdrawn_is_compared_no_more(
    browse: Any, api: Any, released: Any, officer: Any, counterpart: Any, representative_tj: Any
) -> None:
    with acting_as(actor_for(representative_tj)):
        account = Account.objects.get(incident=released, side="TJ")
        withdraw_account(account=account, by=representative_tj)

    for user in (officer, counterpart):
        assert compared(api, user, released)["accounts"]["TJ"] is None
        assert compared(api, user, released)["facts"] == []
        assert "About 50 Kyrgyz residents" not in words(page(browse, user, released))


def test_who_may_not_know_of_the_incident_gets_what_a_missing_one_gets(
    browse: Any, api: Any, released: Any, report: Any, officer: Any, counterpart: Any
) -> None:
    hidden = report(officer, visibility="own")

    assert browse(counterpart).get(f"/incidents/{hidden.pk}/compare/").status_code == 404
    assert api(counterpart).get(f"/api/v1/incidents/{hidden.pk}/comparison/").status_code == 404


def test_the_api_knows_no_parameters(api: Any, released: Any, officer: Any) -> None:
    answer = api(officer).get(f"/api/v1/incidents/{released.pk}/comparison/?as=KG")

    assert answer.status_code == 400


def test_the_summary_says_how_many_facts_differ_and_which(released: Any, officer: Any) -> None:
    with acting_as(actor_for(officer)), translation.override("en"):
        summary = compare_summary(reading(released, officer))

    assert [count["text"] for count in summary["counts"]] == ["3 differ", "3 agree"]
    assert summary["differing"] == ["First action by", "What happened", "Wounded"]


def test_the_page_asks_little_of_the_database(
    browse: Any, released: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    client = browse(officer)
    client.get(f"/incidents/{released.number}/compare/")

    with django_assert_max_num_queries(26):
        client.get(f"/incidents/{released.number}/compare/")


def test_a_stretch_of_the_border_is_compared_by_what_the_other_place_lies_on(
    released: Any, officer: Any, representative_tj: Any
) -> None:
    with acting_as(actor_for(officer)):
        write_account(incident=released, by=officer, location=(70.62, 39.95), location_precision=5)
        assert joined_to(released) == []
        (place,) = [each for each in comparison_of(reading(released, officer)).facts if each.key == "place"]

    assert place.tolerance is not None
    assert place.tolerance.rule == "segment"
    assert place.verdict in {"agree", "differ"}
    assert place.a.segment


def test_a_district_is_compared_by_what_the_other_place_lies_in(
    released: Any, officer: Any, representative_tj: Any
) -> None:
    def place() -> Any:
        with acting_as(actor_for(officer)):
            return next(each for each in comparison_of(reading(released, officer)).facts if each.key == "place")

    with acting_as(actor_for(officer)):
        write_account(incident=released, by=officer, location=(70.62, 39.95), location_precision=6)
    same_district = place()
    with acting_as(actor_for(officer)):
        write_account(incident=released, by=officer, location=(69.6, 40.3), location_precision=6)
    another = place()

    assert (same_district.verdict, same_district.tolerance.rule) == ("agree", "district")
    assert (another.verdict, another.note) == ("silent", "place_too_coarse")
    assert another.is_incomparable
    assert another.a.district != another.b.district


def test_an_incident_that_was_joined_is_compared_where_both_accounts_stand(
    browse: Any, api: Any, report: Any, officer: Any, counterpart: Any, representative_kg: Any, representative_tj: Any
) -> None:
    theirs, ours = report(counterpart), report(officer, title="A field left dry", cause="drinking_water")
    with acting_as(actor_for(officer)):
        join_incidents(incident=ours, into=theirs, by=officer)
    release(theirs, by=representative_kg)
    release(ours, by=representative_tj)

    moved = browse(officer).get(f"/incidents/{ours.number}/compare/")
    of_ours, of_theirs = compared(api, officer, ours), compared(api, officer, theirs)

    assert moved.status_code == 302
    assert moved["Location"] == f"/incidents/{theirs.number}/compare/"
    assert of_ours == of_theirs
    assert [fact["fact"] for fact in of_theirs["facts"] if fact["verdict"] == "differ"] == ["cause"]


def test_a_side_without_an_account_is_asked_to_write_it(
    browse: Any, report: Any, officer: Any, counterpart: Any, representative_tj: Any
) -> None:
    incident = report(officer)
    release(incident, by=representative_tj)

    answer = page(browse, counterpart, incident)

    assert "Your side has no account of this incident." in words(answer)
    assert f"/incidents/{incident.number}/account/" in answer.content.decode()
    assert "Two families argue over whose night it was." in words(answer)


def test_what_public_sources_say_is_no_account_of_a_side(browse: Any, api: Any, officer: Any) -> None:
    with as_owner():
        call_command("load_public_incidents", verbosity=0)
        incident = Incident.objects.filter(origin="public_source").order_by("number")[0]

    assert "neither side has written an account here" in words(page(browse, officer, incident))
    assert compared(api, officer, incident)["accounts"] == {"TJ": None, "KG": None}


def test_an_observer_reads_only_what_was_opened_to_partners(browse: Any, released: Any, outsider: Any) -> None:
    assert browse(outsider).get(f"/incidents/{released.number}/compare/").status_code == 404
