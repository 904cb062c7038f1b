"""The page of one incident, as each reader may see it."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents.codes import Origin, Visibility
from incidents.models import Account, Casualty, Incident, Source
from incidents.services import acknowledge_incident, release_account
from notifications.models import Notification
from notifications.roster import enrol_representative
from people.actors import acting_as, actor_for
from tests.conftest import as_owner
from tests.restless import at_rest

LIST = "/incidents/"


def test_an_incident_is_found_by_number_own_number_and_id(browse: Any, report: Any, officer: Any) -> None:
    incident = report(officer)
    with acting_as(actor_for(officer)):
        own_number = Account.objects.get().own_number

    for ref in (incident.number, incident.number.lower(), own_number, str(incident.pk)):
        assert browse(officer).get(f"{LIST}{ref}/").context["incident"] == incident


def test_an_own_number_says_nothing_to_the_other_side(browse: Any, report: Any, officer: Any, counterpart: Any) -> None:
    report(officer)

    assert browse(counterpart).get(f"{LIST}TJ-{timezone.now().year}-0001/").status_code == 404


def test_hidden_and_missing_look_the_same(browse: Any, report: Any, officer: Any, counterpart: Any) -> None:
    hidden = report(officer, visibility=Visibility.OWN)
    page = browse(counterpart)

    ids = [hidden.pk, uuid.uuid4()]
    answers = [page.get(f"{LIST}{id}/") for id in ids]

    assert [answer.status_code for answer in answers] == [404, 404]
    bodies = [at_rest(answer.content).replace(str(id), "") for answer, id in zip(answers, ids, strict=True)]
    assert bodies[0] == bodies[1]
    for verb in ("submit", "acknowledge", "release"):
        assert page.post(f"{LIST}{hidden.pk}/{verb}/").status_code == 404


@pytest.mark.parametrize("ref", ["x", "' OR 1=1", "0" * 300, "BIT-2026-999999", "..", "%00", "é"])
def test_a_strange_reference_is_a_404(browse: Any, officer: Any, ref: str) -> None:
    assert browse(officer).get(f"{LIST}{ref}/").status_code == 404


def test_the_own_side_reads_words_place_and_people(browse: Any, report: Any, officer: Any) -> None:
    incident = report(officer)
    with acting_as(actor_for(officer)):
        account = Account.objects.get()
        Casualty.objects.create(
            account=account, side_id="TJ", visibility="own", status="wounded", best=3, low=2, high=5,
            author="District hospital",
        )  # fmt: skip
        Source.objects.create(
            account=account, side_id="TJ", visibility="own", kind="media", name="A paper", reference="https://example.org/a"
        )  # fmt: skip

    text = browse(officer).get(incident.get_absolute_url()).content.decode()

    for said in (
        "Two families argue",
        "39.94167, 70.49611",
        "336 m from a mapped line",
        "1 to 4 injured",
        "District hospital",
        "2–5",
    ):
        assert said in text
    assert (
        '<a class="break-any" href="https://example.org/a" rel="noreferrer noopener external">https://example.org/a</a>'
        in text
    )
    assert "What the other side sees" in text


def test_a_released_account_is_read_by_the_other_side(
    browse: Any, report: Any, officer: Any, representative_tj: Any, counterpart: Any
) -> None:
    incident = report(officer)
    with acting_as(actor_for(representative_tj)):
        release_account(account=Account.objects.get(), by=representative_tj)

    text = browse(counterpart).get(incident.get_absolute_url()).content.decode()

    assert "Two families argue" in text
    assert "stay its own" not in text


def test_the_thread_names_the_person_to_the_own_side_only(
    browse: Any, report: Any, officer: Any, representative_kg: Any
) -> None:
    incident = report(officer)
    with acting_as(actor_for(representative_kg)):
        acknowledge_incident(incident=Incident.objects.get(), by=representative_kg)

    ours, theirs = (
        browse(user).get(incident.get_absolute_url()).content.decode().split('class="thread"')[1].split("</ol>")[0]
        for user in (officer, representative_kg)
    )

    assert "officer" in ours
    assert "representative.kg" not in ours
    assert "representative.kg" in theirs
    assert "Signal → Acknowledged" in ours
    assert ">№ 2</a>" in ours


def test_a_draft_is_sent_to_both_sides_by_a_button(browse: Any, report: Any, officer: Any, counterpart: Any) -> None:
    incident = report(officer, visibility=Visibility.OWN)
    page = browse(officer)
    assert f'action="/incidents/{incident.pk}/submit/"' in page.get(f"{LIST}{incident.pk}/").content.decode()

    answer = page.post(f"{LIST}{incident.pk}/submit/")

    assert answer.url.startswith("/incidents/BIT-")
    assert browse(counterpart).get(answer.url).status_code == 200


def test_a_verb_that_is_not_allowed_says_why_on_the_page(
    browse: Any, report: Any, officer: Any, counterpart: Any
) -> None:
    incident = report(officer)

    for user, verb in (
        (officer, "submit"),
        (officer, "acknowledge"),
        (counterpart, "release"),
        (counterpart, "submit"),
    ):
        answer = browse(user).post(f"{incident.get_absolute_url()}{verb}/", follow=True)
        assert answer.status_code == 200
        assert [message.level_tag for message in answer.context["messages"]] == ["error"], verb


def test_a_representative_acknowledges_and_releases(
    browse: Any, report: Any, officer: Any, representative_tj: Any
) -> None:
    incident = report(officer)
    page = browse(representative_tj)

    page.post(f"{incident.get_absolute_url()}acknowledge/")
    seen = page.get(incident.get_absolute_url()).context["own_tag"]
    page.post(f"{incident.get_absolute_url()}release/", {"seen": seen})

    with acting_as(actor_for(representative_tj)):
        assert Incident.objects.get().status == "acknowledged"
        assert Account.objects.get().released_at is not None


def test_verbs_need_a_post(browse: Any, report: Any, officer: Any) -> None:
    incident = report(officer, visibility=Visibility.OWN)

    assert browse(officer).get(f"{LIST}{incident.pk}/submit/").status_code == 405


def test_who_was_told_answers_on_the_incidents_page(
    browse: Any, report: Any, officer: Any, representative_kg: Any, sector: Any
) -> None:
    with as_owner():
        enrol_representative(user=representative_kg, sectors=[sector])
    incident = report(officer)
    page = browse(representative_kg)
    url = incident.get_absolute_url()

    shown = page.get(url)
    waiting: Notification = shown.context["waiting"]
    answer = page.post(f"/inbox/{waiting.pk}/answer/", {"kind": "going", "eta_min": "40", "next": url})
    after = page.get(answer.url)

    assert answer.url == url
    assert after.context["waiting"] is None
    assert "arrives in 40 minutes" in after.content.decode()
    assert "arrives in 40 minutes" in browse(officer).get(url).content.decode()


def test_what_public_sources_tell_is_said_to_be_so(
    browse: Any, report: Any, officer: Any, representative_kg: Any
) -> None:
    incident = report(officer)
    with as_owner():
        Account.objects.update(
            side=None, author=None, own_number=None, visibility="public", state="released", released_at=timezone.now()
        )
        Incident.objects.update(side=None, origin=Origin.PUBLIC_SOURCE, visibility=Visibility.PUBLIC)

    text = browse(officer).get(f"{LIST}{incident.number}/").content.decode()

    browse(representative_kg).post(f"{LIST}{incident.number}/acknowledge/")
    with as_owner():
        assert Incident.objects.get().status == "signal"
    assert "From public sources; no official record." in text
    assert "Acknowledge the signal" not in text


def test_a_page_costs_a_bounded_number_of_queries(
    browse: Any, report: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    incident = report(officer)
    page = browse(officer)

    with django_assert_max_num_queries(46):
        page.get(incident.get_absolute_url())


@pytest.mark.parametrize("url", [LIST, "/incidents/new/", "/incidents/new/check/", "/incidents/BIT-2026-000001/"])
def test_the_anonymous_sign_in_first(client: Client, db: None, url: str) -> None:
    answer = client.get(url)

    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")


def test_a_button_pressed_after_the_session_ended_leads_back_to_the_page(
    client: Client, report: Any, officer: Any
) -> None:
    incident = report(officer)

    answer = client.post(f"{incident.get_absolute_url()}acknowledge/")

    assert answer.url == f"/account/login/?next={incident.get_absolute_url()}"


def test_an_exercise_says_so_beside_the_map_too(browse: Any, report: Any, officer: Any, counterpart: Any) -> None:
    report(officer, origin=Origin.EXERCISE)

    assert "<b>Exercise</b>" in browse(counterpart).get("/segments/s03/").content.decode()
    assert "<b>Exercise</b>" in browse(counterpart).get("/?origin=exercise").content.decode()


def test_the_own_side_is_named_first_and_a_neutral_reader_sees_the_order_turn(
    browse: Any, report: Any, officer: Any, counterpart: Any, analyst: Any, representative_tj: Any,
    representative_kg: Any, sector: Any,
) -> None:  # fmt: skip
    with as_owner():
        for representative in (representative_tj, representative_kg):
            enrol_representative(user=representative, sectors=[sector])
    urls = [report(officer).get_absolute_url() for _n in range(2)]

    def order(user: Any, url: str) -> tuple[list[str], list[str]]:
        context = browse(user).get(url).context
        return [each.side for each in context["told"]], [side.pk for side in context["next_step"].who]

    for url in urls:
        assert order(officer, url) == (["TJ", "KG"], ["TJ", "KG"])
        assert order(counterpart, url) == (["KG", "TJ"], ["KG", "TJ"])
    assert [order(analyst, url)[0] for url in urls] == [["KG", "TJ"], ["TJ", "KG"]]
    assert [order(analyst, url)[1] for url in urls] == [["KG", "TJ"], ["TJ", "KG"]]
