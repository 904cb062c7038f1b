"""Logging an incident on the pages: nothing typed is lost, and one sending makes one incident."""

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from incidents.drafts import owner_mark, read_owner_mark
from incidents.models import Account, Incident, IncidentDraft
from notifications.roster import enrol_representative
from people.actors import acting_as, actor_for
from tests.conftest import as_owner
from tests.factories import PASSWORD
from tests.incidents.typed import CHECK, NEW, SAVE, SENT, answers, posted


@pytest.fixture
def page(client: Client, officer: Any) -> Client:
    """A browser in which the officer is signed in."""
    client.force_login(officer)
    return client


def drafts_of(user: Any) -> list[IncidentDraft]:
    with acting_as(actor_for(user)):
        return list(IncidentDraft.objects.filter(user=user))


def moved(user: Any) -> None:
    """Hand an officer of one side over to the other, with nothing but the password."""
    with as_owner():
        user.side_id, user.key_epoch = "KG", uuid.uuid4()
        user.save(update_fields=["side", "key_epoch"])


def incidents_of(user: Any) -> list[Incident]:
    with acting_as(actor_for(user)):
        return list(Incident.objects.visible_to(user))


def sent(page: Client, visibility: str = "both", **changes: Any) -> str:
    """Answer, check and send; return the draft's id."""
    body = posted(**changes)
    assert page.post(NEW, body).status_code == 302
    seen = page.get(f"{CHECK}?draft={body['draft']}").context["seen"]
    page.post(CHECK, {"draft": body["draft"], "seen": seen, "visibility": visibility})
    return body["draft"]


def test_opening_the_form_makes_nothing(page: Client, officer: Any) -> None:
    assert page.get(NEW).status_code == 200
    assert drafts_of(officer) == []


def test_a_form_with_nothing_typed_makes_nothing(page: Client, officer: Any) -> None:
    untouched = {"clock": "Asia/Dushanbe", "km_line": "main", "stoppage": "unknown", "time_precision": "minute"}

    answer = page.post(NEW, {"draft": str(uuid.uuid4()), "go": "check", **untouched})

    assert answer.status_code == 422
    assert "7 answers are left" in answer.content.decode()
    assert drafts_of(officer) == []


def test_what_is_typed_is_saved_and_given_back(page: Client, officer: Any) -> None:
    id = str(uuid.uuid4())
    answer = page.post(SAVE, {"draft": id, "changed": ["title", "forms"], "title": "Спор у канала", "forms": ["crowd"]})

    assert answer.status_code == 200
    assert answer.json()["saved_at"]
    assert answer.json()["severity"]["level"] == 1
    again = page.get(f"{NEW}?draft={id}")
    assert "Спор у канала" in again.content.decode()
    assert again.context["form"]["forms"].value() == ["crowd"]
    assert "errors" not in again.content.decode().split("<form id")[0].split("<main")[1]


def test_the_severity_and_the_place_are_shown_while_typing(page: Client) -> None:
    body = {"draft": str(uuid.uuid4()), "changed": list(answers()), **answers()}

    shown = page.post(SAVE, body).json()

    assert shown["severity"]["level"] == 3
    assert "over 50 people" in shown["severity"]["because"]
    assert shown["site"]["words"].startswith("Khojai Alo, segment s03, km")
    assert shown["site"]["distance"] == "336 m from a mapped line"


def test_drafts_are_listed_to_go_on(page: Client) -> None:
    page.post(SAVE, {"draft": str(uuid.uuid4()), "changed": "title", "title": "First begun"})

    assert "First begun" in page.get(NEW).content.decode()
    assert "First begun" in page.get("/incidents/").content.decode()


def test_an_error_keeps_everything_typed(page: Client, officer: Any) -> None:
    body = posted(crowd=None, minutes_ago="ten", summary="Long words")

    answer = page.post(NEW, body)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="ten"' in text
    assert "Long words" in text
    assert "2 answers are left" in text
    assert '<a href="#id_crowd">Choose how many people gathered</a>' in text
    assert drafts_of(officer)[0].answers["minutes_ago"] == "ten"


def test_switching_the_language_saves_first(page: Client, officer: Any) -> None:
    body = posted(crowd=None) | {"language": "ru"}
    del body["go"]

    answer = page.post(NEW, body)

    assert answer.url == f"{NEW}?draft={body['draft']}"
    assert answer.cookies["django_language"].value == "ru"
    assert answers()["title"] in page.get(answer.url).content.decode()


def test_saving_for_later_needs_no_valid_answer(page: Client, officer: Any) -> None:
    answer = page.post(NEW, {"draft": str(uuid.uuid4()), "go": "later", "minutes_ago": "ten"})

    assert answer.status_code == 302
    assert drafts_of(officer)[0].answers == {"minutes_ago": "ten"}


def test_an_expired_session_loses_no_form(page: Client, officer: Any) -> None:
    body = posted() | {"owner": page.get(NEW).context["owner"]}
    body["draft"] = read_owner_mark(body["owner"]).id
    page.logout()

    answer = page.post(NEW, body)
    assert answer.url.startswith("/account/login/?next=")
    back = parse_qs(urlsplit(answer.url).query)["next"][0]
    login = page.post(answer.url, {"login": officer.username, "password": PASSWORD, "next": back})

    assert login.url == back
    assert answers()["title"] in page.get(back).content.decode()
    assert drafts_of(officer)[0].answers["crowd"] == "50_200"


def test_what_an_expired_session_posted_is_not_given_to_another(page: Client, officer: Any, counterpart: Any) -> None:
    id = uuid.uuid4()
    page.logout()
    page.post(NEW, posted() | {"draft": str(id), "owner": owner_mark(user=officer, id=id)})

    page.post("/account/login/", {"login": counterpart.username, "password": PASSWORD})
    text = page.get(f"{NEW}?draft={id}").content.decode()

    assert answers()["title"] not in text
    assert drafts_of(counterpart) == []


def test_what_an_expired_session_posted_does_not_follow_to_another_side(page: Client, officer: Any) -> None:
    id = uuid.uuid4()
    mark = owner_mark(user=officer, id=id)
    page.logout()
    page.post(NEW, posted() | {"draft": str(id), "owner": mark})
    moved(officer)

    page.post("/account/login/", {"login": officer.username, "password": PASSWORD})
    text = page.get(f"{NEW}?draft={id}").content.decode()

    assert answers()["title"] not in text
    assert drafts_of(officer) == []


def test_a_form_begun_for_one_side_is_not_found_from_another(page: Client, officer: Any) -> None:
    body = posted()
    page.post(NEW, body)
    moved(officer)
    page.force_login(officer)

    pages = (NEW, f"{NEW}?draft={body['draft']}", "/incidents/")
    assert [answers()["title"] in page.get(url).content.decode() for url in pages] == [False] * 3
    assert page.get(f"{CHECK}?draft={body['draft']}").url == f"{NEW}?draft={body['draft']}"
    page.post(NEW, body | {"title": "Seen from here"})
    assert [draft.answers["title"] for draft in drafts_of(officer)] == ["Seen from here"]


def test_words_cannot_be_slipped_to_an_officer(client: Client, officer: Any) -> None:
    client.post(NEW, posted() | {"owner": "forged"})

    client.post("/account/login/", {"login": officer.username, "password": PASSWORD})
    client.get(NEW)

    assert drafts_of(officer) == []


def test_autosave_without_a_session_says_sign_in(client: Client, db: None) -> None:
    answer = client.post(SAVE, {"draft": str(uuid.uuid4()), "changed": "title", "title": "A"})

    assert answer.status_code == 401
    assert answer.json()["sign_in"] == "/account/login/"


def test_a_stale_token_gives_the_words_back(officer: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)

    answer = strict.post(NEW, posted(summary="Long words"))

    assert answer.status_code == 403
    assert "Long words" in answer.content.decode()
    assert "Your words are here" in answer.content.decode()
    assert drafts_of(officer) == []


def test_a_stale_token_of_autosave_gets_a_new_one(officer: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)

    answer = strict.post(SAVE, {"draft": str(uuid.uuid4())})

    assert answer.status_code == 403
    assert answer.json()["csrf_token"]


def test_the_check_page_shows_what_the_other_side_will_read(
    page: Client, counterpart: Any, representative_tj: Any
) -> None:
    body = posted(summary="Two families argue over whose night it was.")
    page.post(NEW, body)
    check = page.get(f"{CHECK}?draft={body['draft']}")
    promised, text = check.context["theirs"], check.content.decode()
    preview = text.split("data-preview")[1].split('class="kept')[0]

    page.post(CHECK, {"draft": body["draft"], "seen": check.context["seen"], "visibility": "both"})
    other = Client()
    other.force_login(counterpart)
    incident = incidents_of(counterpart)[0]
    read = other.get(incident.get_absolute_url())

    assert read.context["read"].title == promised["title"] == "Stones thrown, Khojai Alo"
    assert read.context["where"] == promised["where"]
    assert read.context["precision"] == promised["precision"] == "Within 500 m"
    for secret in (answers()["title"], "Two families", "39.94167", "70.49611", "84.3"):
        assert secret not in preview
        assert secret not in read.content.decode()
    assert "stay its own until released" in read.content.decode()


def test_a_double_press_makes_one_incident(page: Client, officer: Any) -> None:
    id = sent(page)

    again = page.post(CHECK, {"draft": id, "seen": "x", "visibility": "both"})

    assert again.status_code == 303
    assert again.url == f"{SENT}?draft={id}"
    assert [str(incident.pk) for incident in incidents_of(officer)] == [id]


def test_a_sent_draft_leads_to_its_receipt_everywhere(page: Client) -> None:
    id = sent(page)

    for answer in (
        page.get(f"{NEW}?draft={id}"),
        page.post(NEW, posted() | {"draft": id}),
        page.get(f"{CHECK}?draft={id}"),
    ):
        assert answer.url == f"{SENT}?draft={id}"
    assert page.post(SAVE, {"draft": id, "changed": "title", "title": "B"}).status_code == 409


def test_what_changed_since_it_was_checked_is_not_sent(page: Client, officer: Any) -> None:
    body = posted()
    page.post(NEW, body)
    seen = page.get(f"{CHECK}?draft={body['draft']}").context["seen"]
    page.post(SAVE, {"draft": body["draft"], "changed": "crowd", "crowd": "over_1000"})

    answer = page.post(CHECK, {"draft": body["draft"], "seen": seen, "visibility": "both"})

    assert answer.status_code == 409
    assert incidents_of(officer) == []


def test_the_receipt_has_both_numbers_and_who_is_told(
    page: Client, representative_tj: Any, representative_kg: Any, sector: Any
) -> None:
    with as_owner():
        for representative in (representative_tj, representative_kg):
            enrol_representative(user=representative, sectors=[sector])
    id = sent(page)

    receipt = page.get(f"{SENT}?draft={id}")

    text = receipt.content.decode()
    assert "BIT-" in text
    assert "TJ-" in text
    assert {each.side for each in receipt.context["told"]} == {"TJ", "KG"}


def test_only_my_side_means_nothing_for_the_other(
    page: Client, counterpart: Any, representative_kg: Any, sector: Any
) -> None:
    with as_owner():
        enrol_representative(user=representative_kg, sectors=[sector])
    id = sent(page, visibility="own")

    own = page.get(f"/incidents/{id}/")
    other = Client()
    other.force_login(counterpart)

    assert own.status_code == 200
    assert own.context["incident"].number is None
    assert [each.side for each in own.context["told"]] == []
    assert other.get(f"/incidents/{id}/").status_code == 404
    assert other.get("/incidents/").context["count"] == 0


def test_a_place_far_from_the_line_asks_to_be_confirmed(page: Client, officer: Any) -> None:
    body = posted(coordinates="40.69405, 70.05981")

    refused = page.post(NEW, body)
    accepted = page.post(NEW, body | {"confirm_far": "on"})

    assert refused.status_code == 422
    assert "from the nearest mapped line" in refused.content.decode()
    assert 'name="confirm_far"' in refused.content.decode()
    assert accepted.status_code == 302
    assert 'name="confirm_far"' not in page.get(NEW).content.decode()


def test_a_time_in_the_future_is_refused_beside_its_question(page: Client) -> None:
    answer = page.post(NEW, posted(when="exact", on_date="2099-01-01", at_time="10:00"))

    assert answer.status_code == 422
    assert answer.context["form"].errors["at_time"] == ["This time is in the future."]


def test_an_exercise_is_recorded_as_one(page: Client, officer: Any) -> None:
    sent(page, exercise="on")

    assert incidents_of(officer)[0].origin == "exercise"


def test_the_number_of_people_harmed_is_the_own_sides(page: Client, officer: Any) -> None:
    sent(page, harm="injured_1_4")

    with acting_as(actor_for(officer)):
        assert Account.objects.get().harm == "injured_1_4"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("url", [NEW, CHECK, "/incidents/new/discard/"])
def test_who_writes_no_record_may_not(client: Client, analyst: Any, url: str, method: str) -> None:
    client.force_login(analyst)

    assert getattr(client, method)(url, {"draft": str(uuid.uuid4())}).status_code in {403, 405}


@pytest.mark.parametrize(
    "body",
    [
        {}, {"draft": "x"}, {"draft": "00000000-0000-0000-0000-000000000000"}, {"draft": str(uuid.uuid1())},
        {"draft": str(uuid.uuid4()), "language": "xx"},
    ],
)  # fmt: skip
def test_a_broken_form_is_a_400(page: Client, body: dict[str, str]) -> None:
    assert page.post(NEW, body).status_code == 400


@pytest.mark.parametrize("url", [SAVE, CHECK, "/incidents/new/discard/"])
def test_a_broken_id_is_a_400(page: Client, url: str) -> None:
    assert page.post(url, {"draft": "' OR 1=1"}).status_code == 400


def test_another_users_draft_opens_empty_and_takes_nothing(page: Client, counterpart: Any) -> None:
    other = Client()
    other.force_login(counterpart)
    id = str(uuid.uuid4())
    other.post(SAVE, {"draft": id, "changed": "title", "title": "Theirs"})

    assert "Theirs" not in page.get(f"{NEW}?draft={id}").content.decode()
    assert page.post(SAVE, {"draft": id, "changed": "title", "title": "Mine"}).status_code == 409
    assert page.post(NEW, posted() | {"draft": id}).status_code == 302
    assert "Theirs" in other.get(f"{NEW}?draft={id}").content.decode()


def test_minutes_ago_do_not_move_with_the_draft(page: Client, officer: Any) -> None:
    body = posted()
    page.post(
        SAVE,
        {
            "draft": body["draft"],
            "changed": ["when", "minutes_ago"],
            "when": "ago",
            "minutes_ago": "10",
            "typed_ago": "3600",
        },
    )
    page.post(NEW, body)

    check = page.get(f"{CHECK}?draft={body['draft']}")

    late = check.context["incident"].created_at - check.context["incident"].occurred_at
    assert late >= timedelta(minutes=69)


def test_sending_after_the_session_ended_leads_back_to_the_answers(page: Client) -> None:
    body = posted()
    page.post(NEW, body)
    page.logout()

    answer = page.post(f"{CHECK}?draft={body['draft']}", {"draft": body["draft"], "visibility": "both"})

    assert parse_qs(urlsplit(answer.url).query)["next"] == [f"{CHECK}?draft={body['draft']}"]
