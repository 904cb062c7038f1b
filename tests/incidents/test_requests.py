"""What one side asks the other: who is told, what is answered, and who is reminded when."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from incidents.errors import IdTaken, MayNot, ReplayDiffers
from incidents.models import EntryKind, Incident, InformationAnswer, InformationRequest, TimelineEntry
from incidents.reading import reading
from incidents.requests.asked import asked_of
from incidents.requests.reminders import moments_of, remind_due
from incidents.services import answer, ask
from notifications import periodic
from notifications.models import AnswerKind, Notification
from notifications.roster import enrol_representative
from notifications.services import acknowledge
from people.actors import REMINDING, acting_as, actor_for
from tests.conftest import as_owner

QUESTION = "Who ordered the road to be closed?"


@pytest.fixture
def writers(officer: Any, counterpart: Any) -> dict[str, Any]:
    return {"TJ": officer, "KG": counterpart}


@pytest.fixture
def representatives(representative_tj: Any, representative_kg: Any, sector: Any) -> dict[str, Any]:
    both = {"TJ": representative_tj, "KG": representative_kg}
    for person in both.values():
        with acting_as(actor_for(person)):
            enrol_representative(user=person, sectors=[sector])
    return both


def put(by: Any, incident: Incident, hours: float = 24, **said: Any) -> InformationRequest:
    due = {"due_at": timezone.now() + timedelta(hours=hours)}
    with acting_as(actor_for(by)):
        return ask(incident=incident, by=by, text=QUESTION, **{**due, **said})[0]


def told(person: Any) -> list[Any]:
    """The alerts about requests that a person got, oldest first."""
    with acting_as(actor_for(person)):
        found = Notification.objects.filter(recipient__user=person).select_related("alert").order_by("created_at")
        return [each for each in found if each.alert.key.startswith("request:")]


@pytest.mark.parametrize(("ours", "theirs"), [("TJ", "KG"), ("KG", "TJ")])
def test_the_side_that_is_asked_is_told_and_the_side_that_asked_of_the_answer(
    writers: Any, representatives: Any, report: Any, ours: str, theirs: str
) -> None:
    us, them = writers[ours], writers[theirs]
    incident = report(us)

    asked = put(us, incident)

    assert (asked.side_id, asked.to_side_id, asked.visibility) == (ours, theirs, "both")
    assert told(representatives[ours]) == []
    (message,) = told(representatives[theirs])
    assert message.alert.key == f"request:{asked.pk}"
    assert (message.alert.kind, message.severity, message.alert.side_id) == ("update", incident.severity, ours)
    # Which incident and until when; no words, names or places.
    assert incident.number in message.body
    for secret in (QUESTION, "road", us.username, "70.49"):
        assert secret not in message.subject + message.body
    with acting_as(actor_for(them)):
        answer(request=asked, by=them, text="Nobody of ours.")
    (message,) = told(representatives[ours])
    assert "Nobody" not in message.subject + message.body
    for who in (us, them):
        with acting_as(actor_for(who)):
            kinds = TimelineEntry.objects.filter(incident=incident).values_list("kind", flat=True)
            assert {EntryKind.REQUESTED, EntryKind.ANSWERED} <= set(kinds)
            (seen,) = asked_of(reading(incident, who))
            assert [each.row.text for each in seen.answers] == ["Nobody of ours."]
            assert (bool(seen.name), bool(seen.answers[0].name)) == (who is us, who is them)


def test_a_draft_a_public_source_and_a_past_time_are_not_asked_about(report: Any, officer: Any) -> None:
    with pytest.raises(MayNot):
        put(officer, report(officer, visibility="own"))
    incident = report(officer)
    for due in (timezone.now(), timezone.now() + timedelta(days=400)):
        with pytest.raises(ValidationError):
            put(officer, incident, due_at=due)
    with pytest.raises(ValidationError), acting_as(actor_for(officer)):
        ask(incident=incident, by=officer, text=" ", due_at=timezone.now() + timedelta(hours=1))


def test_only_the_sides_ask_and_only_the_side_asked_answers(
    report: Any, writers: Any, analyst: Any, outsider: Any
) -> None:
    us = writers["TJ"]
    incident = report(us)
    for by in (analyst, outsider):
        with pytest.raises(MayNot):
            put(by, incident)
    asked = put(us, incident)

    for by in (us, analyst):
        with pytest.raises(MayNot), acting_as(actor_for(by)):
            answer(request=asked, by=by, text="Ourselves")


def test_what_is_sent_twice_is_there_once(report: Any, writers: Any, representatives: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    incident, id, due = report(us), uuid4(), timezone.now() + timedelta(hours=5)

    first, again = put(us, incident, id=id, due_at=due), put(us, incident, id=id, due_at=due)

    assert first == again
    assert len(told(representatives["KG"])) == 1
    with pytest.raises(ReplayDiffers):
        put(us, incident, id=id, due_at=due + timedelta(hours=1))
    with pytest.raises(IdTaken):
        put(them, incident, id=id, due_at=due)
    with acting_as(actor_for(them)):
        given, is_new = answer(request=first, by=them, text="No", id=(id := uuid4()))
        replay, is_new_again = answer(request=first, by=them, text="No", id=id)
        assert (given, is_new, is_new_again) == (replay, True, False)
        assert InformationAnswer.objects.count() == 1


def test_having_seen_a_request_does_not_acknowledge_the_incident(
    report: Any, writers: Any, representatives: Any
) -> None:
    incident = report(writers["TJ"])
    put(writers["TJ"], incident)
    (message,) = told(representatives["KG"])

    with acting_as(actor_for(representatives["KG"])):
        acknowledge(notification=message, kind=AnswerKind.SEEN, via="inbox", by=representatives["KG"])

        assert Incident.objects.get(pk=incident.pk).status == "signal"


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (24, [12, 24, 48, 72, 96]),
        (3, [1, 3, 27, 51, 75]),
        (2, [2, 26, 50, 74]),
        (1, [1, 25, 49, 73]),
    ],
)
def test_when_a_side_is_reminded(hours: int, expected: list[int]) -> None:
    at = timezone.now()
    asked = InformationRequest(at=at, due_at=at + timedelta(hours=hours))

    assert moments_of(asked) == [at + timedelta(hours=hour) for hour in expected]


def test_reminders_come_once_each_and_end_with_the_answer(report: Any, writers: Any, representatives: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    asked = put(us, report(us))
    kg, at = representatives["KG"], asked.at

    counts = []
    for hours in (1, 12.1, 12.2, 23, 24.1, 30, 48.1, 72.1, 96.1, 119, 130):
        for _twice in range(2):
            remind_due(at + timedelta(hours=hours))
        counts.append(len(told(kg)))

    assert counts == [1, 2, 2, 2, 3, 3, 4, 5, 6, 6, 6]
    assert told(representatives["TJ"]) == []
    other = put(us, asked.incident)
    with acting_as(actor_for(them)):
        answer(request=other, by=them, text="Here")
    remind_due(other.at + timedelta(hours=13))
    assert len(told(kg)) == 7


def test_of_missed_reminders_only_the_last_is_given(report: Any, writers: Any, representatives: Any) -> None:
    asked = put(writers["TJ"], report(writers["TJ"]))

    remind_due(asked.at + timedelta(hours=50))

    assert [each.alert.key.rpartition(":")[2] for each in told(representatives["KG"])][1:] == ["late1"]


def test_the_one_who_reminds_reads_nothing_that_one_side_keeps(report: Any, officer: Any) -> None:
    report(officer, visibility="own")
    report(officer)

    with acting_as(REMINDING):
        assert Incident.objects.count() == 1
        assert InformationRequest.objects.count() == 0
        assert Notification.objects.count() == 0


def test_the_job_is_looked_at_by_the_loop(report: Any, officer: Any, representatives: Any) -> None:
    asked = put(officer, report(officer), hours=4)
    with as_owner():
        InformationRequest.objects.filter(pk=asked.pk).update(
            at=asked.at - timedelta(hours=8), due_at=asked.due_at - timedelta(hours=8)
        )

    periodic.run_due(now=1e12)

    assert [each.alert.key.rpartition(":")[2] for each in told(representatives["KG"])][1:] == ["late0"]


def test_a_job_that_breaks_keeps_no_other_back(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(periodic, "_jobs", {})
    ran: list[str] = []

    def breaks() -> None:
        raise ValueError

    periodic.every(60, breaks, name="breaks")
    periodic.every(60, lambda: ran.append("well"), name="well")
    for moment in (0.0, 30.0, 61.0):
        periodic.run_due(now=moment + 1)

    assert ran == ["well", "well"]


def test_the_page_asks_and_answers(report: Any, writers: Any, representatives: Any, browse: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    incident = report(us)
    url = incident.get_absolute_url()
    said = {"id": str(uuid4()), "text": QUESTION, "within": "2"}

    answer_ = browse(us).post(f"{url}requests/", said)
    browse(us).post(f"{url}requests/", said)

    assert answer_.url == f"{url}#requests"
    theirs = browse(them).get(url).content.decode()
    assert QUESTION in theirs
    assert "The other side asks. Answer it." in theirs
    assert "left" in theirs
    with acting_as(actor_for(them)):
        (asked,) = InformationRequest.objects.all()
    ours = browse(us).get(url).content.decode()
    assert f'action="{url}requests/{asked.pk}/answer/"' not in ours
    assert browse(us).get(f"{url}requests/{asked.pk}/answer/").status_code == 403
    empty = browse(them).post(f"{url}requests/{asked.pk}/answer/", {"id": str(uuid4()), "text": " "})
    assert empty.status_code == 422
    browse(them).post(f"{url}requests/{asked.pk}/answer/", {"id": str(uuid4()), "text": "Nobody of ours."})
    assert "Nobody of ours." in browse(us).get(url).content.decode()
    assert "Answered in time" in browse(us).get(url).content.decode()


@pytest.mark.parametrize(
    "said", [{}, {"within": "2"}, {"text": "x"}, {"text": "x", "within": "exact"}, {"text": "x", "within": "7"}]
)
def test_a_question_that_lacks_something_comes_back_with_its_words(
    report: Any, officer: Any, browse: Any, said: dict[str, str]
) -> None:
    incident = report(officer)

    answer_ = browse(officer).post(f"{incident.get_absolute_url()}requests/", {"id": str(uuid4()), **said})

    assert answer_.status_code == 422


def test_the_api_asks_lists_and_answers(report: Any, writers: Any, analyst: Any, outsider: Any, api: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    incident = report(us)
    url = f"/api/v1/incidents/{incident.pk}/requests/"
    body = {"id": str(uuid4()), "text": QUESTION, "due_at": (timezone.now() + timedelta(hours=3)).isoformat()}

    made, again = api(us).post(url, body, format="json"), api(us).post(url, body, format="json")

    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    reply = {"id": str(uuid4()), "text": "Nobody of ours."}
    assert api(us).post(f"{url}{body['id']}/answer/", reply, format="json").status_code == 403
    assert api(them).post(f"{url}{body['id']}/answer/", reply, format="json").status_code == 201
    assert api(them).post(f"{url}{body['id']}/answer/", reply, format="json").status_code == 200
    assert api(them).post(f"{url}{uuid4()}/answer/", reply, format="json").status_code == 404
    (listed,) = api(us).get(url).json()["results"]
    assert [each["text"] for each in listed["answers"]] == ["Nobody of ours."]
    assert api(analyst).post(url, body, format="json").status_code == 403
    assert api(outsider).get(url).status_code == 404
    assert api(us).post(url, {**body, "to_side": "TJ"}, format="json").status_code == 400
    assert api(us).get(url, {"limit": 1}).status_code == 400
    hidden = report(us, visibility="own")
    assert api(them).get(f"/api/v1/incidents/{hidden.pk}/requests/").status_code == 404


def test_an_alert_of_a_synthetic_record_is_not_raised(report: Any, writers: Any, representatives: Any) -> None:
    us = writers["TJ"]
    incident = report(us)
    with as_owner():
        Incident.objects.filter(pk=incident.pk).update(origin="synthetic")
    incident.origin = "synthetic"

    put(us, incident)

    assert told(representatives["KG"]) == []
