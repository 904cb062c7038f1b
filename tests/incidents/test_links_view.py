"""Saying which incidents are the same, before a report is sent, on its receipt and on the page; the API alike."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import Account, Incident, IncidentDraft, IncidentLink, TimelineEntry
from incidents.services import close_incident, join_incidents
from notifications.models import Alert
from people.actors import acting_as, actor_for
from tests.factories import PASSWORD
from tests.incidents.conftest import CANAL
from tests.incidents.reviewed import do, told_by_both
from tests.incidents.typed import CHECK, NEW, SENT, posted
from tests.restless import at_rest

API = "/api/v1/incidents/"


@pytest.fixture
def writers(officer: Any, counterpart: Any) -> dict[str, Any]:
    return {"TJ": officer, "KG": counterpart}


def begun(page: Client, **changes: Any) -> tuple[str, Any]:
    """Answer the questions of a report at the canal; return the draft's id, and the page to check it."""
    here = {"place_by": "point", "coordinates": f"{CANAL[1]}, {CANAL[0]}", "when": "ago", "minutes_ago": "50"}
    body = posted(**{**here, **changes})
    assert page.post(NEW, body).status_code == 302
    return body["draft"], page.get(f"{CHECK}?draft={body['draft']}")


def send(page: Client, draft: str, check: Any, **said: Any) -> Any:
    return page.post(CHECK, {"draft": draft, "seen": check.context["seen"], **said})


@pytest.mark.parametrize(("ours", "theirs"), [("TJ", "KG"), ("KG", "TJ")])
def test_a_report_of_what_the_other_side_logged_is_sent_as_our_account(
    writers: Any, report: Any, browse: Any, ours: str, theirs: str
) -> None:
    us, them = writers[ours], writers[theirs]
    there = report(them)
    page = browse(us)
    draft, check = begun(page, title="They stopped our lorry")
    assert [offer.incident.pk for offer in check.context["offers"]] == [there.pk]
    assert there.number in check.content.decode()
    with acting_as(actor_for(us)):
        alerts = Alert.objects.count()

    answer = send(page, draft, check, join=str(there.pk))
    again = send(page, draft, check, join=str(there.pk))

    assert answer.url == again.url == f"{SENT}?draft={draft}"
    receipt = page.get(answer.url).content.decode()
    assert there.number in receipt
    assert "Added as your side&#x27;s account" in receipt or "Added as your side's account" in receipt
    with acting_as(actor_for(us)):
        account = Account.objects.get(side=ours)
        assert (account.incident_id, str(account.pk), account.state) == (there.pk, draft, "submitted")
        assert account.own_number in receipt
        assert (Incident.objects.count(), Alert.objects.count()) == (1, alerts)
        assert IncidentDraft.objects.get(pk=draft).answers == {}
    theirs_page = browse(them).get(there.get_absolute_url()).content.decode()
    assert account.title not in theirs_page
    # The draft leads to the receipt from everywhere.
    assert page.get(f"{NEW}?draft={draft}").url == f"{SENT}?draft={draft}"


def test_where_the_side_has_its_account_the_page_leads_there(writers: Any, report: Any, browse: Any) -> None:
    us = writers["TJ"]
    there = report(us)
    page = browse(us)
    draft, check = begun(page)
    text = check.content.decode()
    assert "Your side has an account of it:" in text
    assert 'name="join"' not in text

    answer = send(page, draft, check, join=str(there.pk))

    assert answer.url == there.get_absolute_url()
    with acting_as(actor_for(us)):
        assert IncidentDraft.objects.get(pk=draft).sent_at is None


def test_an_account_on_a_report_that_was_joined_to_it_counts_too(writers: Any, report: Any, browse: Any) -> None:
    us = writers["TJ"]
    mine, there = report(us), report(writers["KG"])
    with acting_as(actor_for(us)):
        join_incidents(incident=mine, into=there, by=us)
        own_number = mine.accounts.get().own_number
    page = browse(us)
    draft, check = begun(page)
    assert [offer.own_account.own_number for offer in check.context["offers"]] == [own_number]

    answer = send(page, draft, check, join=str(there.pk))

    assert answer.url == there.get_absolute_url()
    with acting_as(actor_for(us)):
        assert Account.objects.filter(side="TJ").count() == 1


def test_a_draft_of_the_other_side_is_neither_offered_nor_joined(writers: Any, report: Any, browse: Any) -> None:
    hidden = report(writers["KG"], visibility="own")
    page = browse(writers["TJ"])
    draft, check = begun(page)
    assert list(check.context["offers"]) == []

    answers = [send(page, draft, check, join=str(id)) for id in (hidden.pk, uuid.uuid4(), "x")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all("This incident is not there." in answer.content.decode() for answer in answers)
    with acting_as(actor_for(writers["TJ"])):
        assert IncidentDraft.objects.get(pk=draft).sent_at is None


def test_what_is_said_of_the_others_is_linked_when_the_report_is_sent(writers: Any, report: Any, browse: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    one, other, hidden = report(them), report(them), report(them, visibility="own")
    page = browse(us)
    draft, check = begun(page)

    said = {
        f"relation-{one.pk}": "retaliation",
        f"relation-{other.pk}": "not_related",
        f"relation-{hidden.pk}": "precursor",
    }
    answer = send(page, draft, check, visibility="both", **said)

    with acting_as(actor_for(us)):
        links = {link.to_incident_id: (link.kind, link.visibility) for link in IncidentLink.objects.all()}
        assert links == {one.pk: ("retaliation", "both"), other.pk: ("not_related", "own")}
        assert all(str(link.from_incident_id) == draft for link in IncidentLink.objects.all())
    # On the receipt none of them is offered again.
    assert list(page.get(answer.url).context["offers"]) == []


def test_a_graver_report_is_told_what_an_account_does_not_do(writers: Any, report: Any, browse: Any) -> None:
    report(writers["KG"], severity=1)
    _draft, check = begun(browse(writers["TJ"]), forms=["heavy_weapons"])

    assert "As an account it alerts nobody" in check.content.decode()


@pytest.mark.parametrize(("ours", "theirs"), [("TJ", "KG"), ("KG", "TJ")])
def test_the_page_joins_and_separates(writers: Any, report: Any, browse: Any, ours: str, theirs: str) -> None:
    us, them = writers[ours], writers[theirs]
    mine, other = report(us), report(them)
    page, url = browse(us), mine.get_absolute_url()
    assert [offer.join for offer in page.get(url).context["offers"]] == ["this"]

    page.post(f"{url}links/", {"to": str(other.pk), "kind": "joined", "join": "this"})

    for who in (us, them):
        assert f'href="{other.get_absolute_url()}"' in browse(who).get(url).content.decode()
        there = browse(who).get(other.get_absolute_url())
        assert [each.other.incident.pk for each in there.context["joined_here"]] == [mine.pk]
        assert browse(who).get(url).context["joined_into"].may_end is (who is us)
    with acting_as(actor_for(us)):
        link = IncidentLink.objects.get()
    browse(them).post(f"{url}links/end/", {"link": str(link.pk)})
    assert page.get(url).context["joined_into"] is not None
    page.post(f"{url}links/end/", {"link": str(link.pk)})
    assert page.get(url).context["joined_into"] is None
    assert page.get(url).context["incident"].status == "reopened"


def test_from_the_other_sides_page_ours_is_joined_to_it(writers: Any, report: Any, browse: Any) -> None:
    us = writers["TJ"]
    mine, other = report(us), report(writers["KG"])
    page, url = browse(us), other.get_absolute_url()
    assert [offer.join for offer in page.get(url).context["offers"]] == ["other"]

    page.post(f"{url}links/", {"to": str(mine.pk), "kind": "joined", "join": "other"})

    with acting_as(actor_for(us)):
        assert Incident.objects.get(pk=mine.pk).status == "joined"


def test_a_hidden_incident_is_as_unknown_as_a_missing_one(writers: Any, report: Any, browse: Any, api: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    mine, hidden, seen = report(us), report(them, visibility="own"), report(them)
    page, url = browse(us), mine.get_absolute_url()
    said = []
    for id in (hidden.pk, uuid.uuid4()):
        page.post(f"{url}links/", {"to": str(id), "kind": "precursor"})
        said.append(page.get(url).content.decode().count("No incident with this number"))
    assert said == [1, 1]
    with acting_as(actor_for(them)):
        link = IncidentLink.objects.create(
            from_incident=seen, to_incident=mine, kind="precursor", side_id="KG", visibility="own", made_by=them,
            made_at=timezone.now(),
        )  # fmt: skip

    base = f"{API}{mine.pk}/"
    for id in (hidden.pk, uuid.uuid4()):
        assert api(us).post(f"{base}links/", {"to": str(id), "kind": "precursor"}, format="json").status_code == 404
        assert api(us).post(f"{base}join/", {"into": str(id)}, format="json").status_code == 404
        assert api(us).get(f"{API}{id}/similar/").status_code == 404
    for id in (link.pk, uuid.uuid4()):
        assert api(us).post(f"{base}links/{id}/end/").status_code == 404
    assert api(us).get(f"{base}links/").json()["results"] == []
    assert page.get(url).context["related"] == []


def test_the_api_joins_lists_and_takes_back(writers: Any, report: Any, analyst: Any, api: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    mine, other = report(us), report(them)
    base, body = f"{API}{mine.pk}/", {"id": str(uuid.uuid4()), "into": str(other.pk)}
    (similar,) = api(us).get(f"{base}similar/").json()["results"]
    assert similar["incident"]["id"] == str(other.pk)
    assert similar["incident"]["summary"] is None

    assert api(analyst).post(f"{base}join/", body, format="json").status_code == 403
    assert api(them).post(f"{base}join/", body, format="json").status_code == 403
    assert api(us).post(f"{base}join/", {**body, "side": "KG"}, format="json").status_code == 400
    made, again = api(us).post(f"{base}join/", body, format="json"), api(us).post(f"{base}join/", body, format="json")

    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    assert [each["id"] for each in api(them).get(f"{API}{other.pk}/links/").json()["results"]] == [body["id"]]
    assert api(us).get(base).json()["status"] == "joined"
    third = report(us)
    refused = api(us).post(f"{API}{third.pk}/join/", {"into": str(mine.pk)}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_be_joined")
    assert api(them).post(f"{base}links/{body['id']}/end/").status_code == 403
    ended = api(us).post(f"{base}links/{body['id']}/end/")
    assert ended.status_code == 200
    assert ended.json()["ended_at"]
    assert api(us).get(base).json()["status"] == "reopened"


def test_a_link_of_one_side_changes_nothing_the_other_can_see(writers: Any, report: Any, browse: Any, api: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    one, other, draft = report(us), report(them), report(us, visibility="own")
    urls = [f"{API}{one.pk}/", f"{API}{one.pk}/links/", f"{API}{one.pk}/timeline/", f"{API}{other.pk}/similar/"]

    def seen() -> list[Any]:
        answers = [api(them).get(url) for url in urls]
        pages = [at_rest(browse(them).get(each.get_absolute_url()).content) for each in (one, other)]
        return [*((answer.content, answer.headers.get("ETag")) for answer in answers), *pages]

    before = seen()
    body = {"to": str(other.pk), "kind": "not_related"}
    assert api(us).post(f"{API}{one.pk}/links/", body, format="json").status_code == 201
    assert api(us).post(f"{API}{draft.pk}/links/", {**body, "kind": "precursor"}, format="json").status_code == 201
    entry = {"kind": "comment", "text": "Ours", "visibility": "own"}
    assert api(us).post(f"{API}{one.pk}/timeline/", entry, format="json").status_code == 201
    report(us, visibility="own")

    assert seen() == before


def test_who_does_not_write_a_record_is_offered_nothing(report: Any, officer: Any, analyst: Any, browse: Any) -> None:
    mine = report(officer)
    report(officer)

    page = browse(analyst).get(mine.get_absolute_url())

    assert page.status_code == 200
    assert page.context["offers"] == []
    assert page.context["entry_form"] is None if "entry_form" in page.context else True
    assert browse(analyst).get(f"{mine.get_absolute_url()}entries/").status_code == 403


def test_the_anonymous_sign_in_first(client: Client, db: None) -> None:
    for path in ("links/", "links/end/"):
        answer = client.post(f"/incidents/BIT-2026-000001/{path}")
        assert answer.url == "/account/login/?next=/incidents/BIT-2026-000001/"
    for path in ("entries/", "requests/", f"requests/{uuid.uuid4()}/answer/"):
        answer = client.post(f"/incidents/BIT-2026-000001/{path}")
        assert answer.url == f"/account/login/?next=/incidents/BIT-2026-000001/{path}"


def test_words_typed_before_the_session_ended_come_back_to_their_author_alone(
    writers: Any, report: Any, browse: Any
) -> None:
    us, them = writers["TJ"], writers["KG"]
    incident = report(us)
    for path, words in (("entries/", "A word of the thread"), ("requests/", "A word of a question")):
        url = f"{incident.get_absolute_url()}{path}"
        for who, is_given_back in ((us, True), (them, False)):
            page = browse(us)
            owner = page.get(url).context["owner"]
            page.logout()
            answer = page.post(url, {"owner": owner, "text": words})
            assert answer.url.endswith(f"?next={url}")
            page.login(username=who.username, password=PASSWORD)
            assert (words in page.get(url).content.decode()) is is_given_back
            assert words not in page.get(url).content.decode()


def test_a_join_of_an_old_report_costs_a_bounded_number_of_queries(
    writers: Any, report: Any, browse: Any, django_assert_max_num_queries: Any
) -> None:
    us = writers["TJ"]
    mine = report(us)
    others = [report(writers["KG"], occurred_at=timezone.now() - timedelta(hours=n)) for n in range(1, 4)]
    with acting_as(actor_for(us)):
        join_incidents(incident=mine, into=others[0], by=us)
    page = browse(us)
    page.get(others[0].get_absolute_url())

    with django_assert_max_num_queries(60):
        page.get(others[0].get_absolute_url())
    with acting_as(actor_for(us)):
        assert TimelineEntry.objects.filter(kind="joined").count() == 2


def test_an_offer_says_which_side_alone_closed_it(report: Any, browse: Any, sides: Any) -> None:
    first, second = sides
    closed = told_by_both(report, first, second)
    do(close_incident, second, closed)
    mine = report(first, occurred_at=closed.occurred_at)

    html = browse(first).get(mine.get_absolute_url()).content.decode()

    offered = html[html.index('id="similar"') :]
    chip = offered[offered.index("Closed by one side") :].split("</span></span>")[0]
    assert chip.endswith(f"</svg>{second.side_id}")
