"""The thread: written for the own side or for both, numbered alike for both, never changed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from incidents.errors import IdTaken, MayNot, OccurredInTheFuture, ReplayDiffers, WiderThanWhatItCorrects
from incidents.models import Incident, TimelineEntry
from incidents.reading import reading
from incidents.services import submit_incident, write_entry
from incidents.thread.course import PAGE, course_of
from people.actors import acting_as, actor_for


@pytest.fixture
def writers(officer: Any, counterpart: Any) -> dict[str, Any]:
    return {"TJ": officer, "KG": counterpart}


def write(by: Any, incident: Incident, visibility: str = "both", **said: Any) -> TimelineEntry:
    said = {"kind": "observed", "text": "A crowd at the bridge", **said}
    with acting_as(actor_for(by)):
        return write_entry(incident=incident, by=by, visibility=visibility, **said)[0]


def course(incident: Incident, reader: Any) -> list[tuple[str, int, bool]]:
    with acting_as(actor_for(reader)):
        return [(entry.row.text, entry.number, entry.is_own_only) for entry in course_of(incident, reader)]


@pytest.mark.parametrize(("ours", "theirs"), [("TJ", "KG"), ("KG", "TJ")])
def test_both_sides_call_a_shared_entry_by_the_same_number(writers: Any, report: Any, ours: str, theirs: str) -> None:
    us, them = writers[ours], writers[theirs]
    incident = report(us)
    write(us, incident, "own", text="ours alone")
    write(us, incident, text="first")
    write(them, incident, "own", text="theirs alone")
    write(them, incident, text="second", at=timezone.now() - timedelta(hours=3))

    seen = {who: {text: number for text, number, _own in course(incident, who)} for who in (us, them)}

    # The first shared entry is the report itself.
    assert (seen[us]["first"], seen[us]["second"]) == (seen[them]["first"], seen[them]["second"]) == (2, 3)
    assert seen[us]["ours alone"] == seen[them]["theirs alone"] == 1
    assert "theirs alone" not in seen[us]
    assert "ours alone" not in seen[them]


def test_entries_stand_by_when_they_took_place(writers: Any, report: Any) -> None:
    us = writers["TJ"]
    incident = report(us)
    write(us, incident, text="later")
    write(us, incident, text="earlier", at=timezone.now() - timedelta(days=1))

    assert [text for text, _number, _own in course(incident, us)] == ["earlier", "", "later"]


def test_what_a_side_writes_for_itself_changes_nothing_for_the_other(writers: Any, report: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    incident = report(us)
    before = course(incident, them)
    with acting_as(actor_for(them)):
        etag, updated_at = reading(incident, them).etag, incident.updated_at

    for _n in range(3):
        write(us, incident, "own")

    assert course(incident, them) == before
    with acting_as(actor_for(them)):
        # Row security alone, without `visible_to`.
        assert TimelineEntry.objects.filter(incident=incident).count() == len(before)
        fresh = Incident.objects.get(pk=incident.pk)
        assert (reading(fresh, them).etag, fresh.updated_at) == (etag, updated_at)


def test_only_who_writes_a_sides_record_writes_entries(report: Any, officer: Any, analyst: Any, outsider: Any) -> None:
    incident = report(officer)

    for by in (analyst, outsider):
        with pytest.raises(MayNot):
            write(by, incident)


def test_of_a_draft_only_the_own_side_reads(writers: Any, report: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    draft = report(us, visibility="own")
    with pytest.raises(ValidationError, match="Only your side knows"):
        write(us, draft)
    write(us, draft, "own", text="while it was a draft")
    with acting_as(actor_for(us)):
        submit_incident(incident=draft, by=us)

    assert course(draft, them) == [("", 1, False)]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"at": datetime(1899, 12, 31, tzinfo=UTC)}, ValidationError),
        ({"text": "  \n"}, ValidationError),
        ({"kind": "signed"}, ValidationError),
        ({"kind": "correction"}, ValidationError),
        ({"visibility": "public"}, ValidationError),
    ],
)
def test_what_cannot_be_is_refused(report: Any, officer: Any, said: dict[str, Any], error: type[Exception]) -> None:
    incident = report(officer)

    with pytest.raises(error):
        write(officer, incident, **said)


def test_a_clock_may_run_ahead_by_a_quarter_of_an_hour(report: Any, officer: Any) -> None:
    incident = report(officer)

    write(officer, incident, at=timezone.now() + timedelta(minutes=14))
    with pytest.raises(OccurredInTheFuture):
        write(officer, incident, at=timezone.now() + timedelta(minutes=16))


def test_a_correction_names_what_it_corrects_and_both_stay(writers: Any, report: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    incident = report(us)
    wrong = write(us, incident, text="Two lorries")

    write(us, incident, kind="correction", text="Three lorries", corrects=wrong)

    with acting_as(actor_for(them)):
        entries = {entry.row.text: entry for entry in course_of(incident, them)}
        assert entries["Three lorries"].corrects is entries["Two lorries"]
        assert entries["Two lorries"].corrections == [entries["Three lorries"]]


def test_a_correction_is_no_wider_than_what_it_corrects(writers: Any, report: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    incident = report(us)
    own, shared = write(us, incident, "own"), write(them, incident)

    with pytest.raises(WiderThanWhatItCorrects):
        write(us, incident, "both", kind="correction", corrects=own)
    write(us, incident, "own", kind="correction", corrects=own)
    # What one side thinks of a word of both stays with it, and the other side cannot tell.
    write(us, incident, "own", kind="correction", text="not so", corrects=shared)

    with acting_as(actor_for(them)):
        assert all(entry.corrections == [] for entry in course_of(incident, them))
    with pytest.raises(ValidationError):
        write(us, report(us), kind="correction", corrects=shared)


def test_the_same_entry_sent_twice_is_one(writers: Any, report: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    incident, id = report(us), uuid4()

    first, again = write(us, incident, id=id), write(us, incident, id=id)

    assert first == again
    with pytest.raises(ReplayDiffers):
        write(us, incident, id=id, text="Other words")
    with pytest.raises(IdTaken):
        write(them, incident, id=id)
    hidden = write(us, incident, "own")
    with pytest.raises(IdTaken):
        write(them, incident, id=hidden.pk)


def test_nothing_of_an_entry_changes(report: Any, officer: Any) -> None:
    entry = write(officer, report(officer))

    with acting_as(actor_for(officer)):
        # The application may not; row security has no policy by which a row could change.
        try:
            with transaction.atomic():
                assert TimelineEntry.objects.filter(pk=entry.pk).update(text="Other words") == 0
        except DatabaseError:
            pass
        assert TimelineEntry.objects.get(pk=entry.pk).text == "A crowd at the bridge"


def test_a_long_thread_comes_in_pages_the_latest_full(report: Any, officer: Any, browse: Any) -> None:
    incident = report(officer)
    with acting_as(actor_for(officer)):
        for n in range(PAGE + 5):
            write_entry(incident=incident, by=officer, kind="comment", text=f"Word {n}", visibility="both")
    page, url = browse(officer), incident.get_absolute_url()

    latest, earlier = page.get(url), page.get(f"{url}?entries=2")

    assert len(latest.context["thread"]) == PAGE
    assert latest.context["thread"][-1].row.text == f"Word {PAGE + 4}"
    assert len(earlier.context["thread"]) == 6
    for strange in ("0", "-1", "x", "9999", "99999999", "²"):
        assert page.get(url, {"entries": strange}).status_code == 200


def test_the_form_has_no_reader_by_default_and_keeps_what_was_typed(report: Any, officer: Any, browse: Any) -> None:
    incident = report(officer)
    page, url = browse(officer), f"{incident.get_absolute_url()}entries/"
    empty = page.get(url).content.decode()
    assert 'name="visibility"' in empty
    assert "checked" not in empty

    answer = page.post(url, {"id": str(uuid4()), "kind": "call", "text": "Called their post"})

    assert answer.status_code == 422
    assert "Called their post" in answer.content.decode()
    assert "Choose who reads it." in answer.content.decode()


@pytest.mark.parametrize("visibility", ["own", "both"])
def test_an_entry_of_one_side_looks_unlike_one_of_both(
    report: Any, officer: Any, counterpart: Any, browse: Any, visibility: str
) -> None:
    incident = report(officer)
    said = {"id": str(uuid4()), "kind": "call", "text": "Called their post", "visibility": visibility}

    answer = browse(officer).post(f"{incident.get_absolute_url()}entries/", said)

    assert answer.status_code == 302
    assert answer.url.endswith(f"#entry-{said['id']}")
    ours = browse(officer).get(incident.get_absolute_url()).content.decode()
    assert ("entry-own" in ours) is (visibility == "own")
    theirs = browse(counterpart).get(incident.get_absolute_url()).content.decode()
    assert ("Called their post" in theirs) is (visibility == "both")
    assert "officer, officer" not in theirs


def test_a_time_is_read_on_the_clock_of_the_one_who_writes(report: Any, counterpart: Any, browse: Any) -> None:
    incident = report(counterpart)
    said = {
        "id": str(uuid4()), "kind": "observed", "text": "Smoke", "visibility": "both", "on_date": "2026-05-03",
        "at_time": "18:15", "about": "on", "reliability": "B", "credibility": "2",
    }  # fmt: skip

    browse(counterpart).post(f"{incident.get_absolute_url()}entries/", said)

    with acting_as(actor_for(counterpart)):
        entry = TimelineEntry.objects.get(pk=said["id"])
    assert entry.at == datetime(2026, 5, 3, 12, 15, tzinfo=UTC)
    assert (entry.precision, entry.reliability, entry.credibility) == ("hour", "B", 2)
    text = browse(counterpart).get(incident.get_absolute_url()).content.decode()
    assert "B, usually reliable; 2, probably true" in text
    assert "Entered:" in text


def test_a_hidden_entry_cannot_be_corrected_nor_told_from_a_missing_one(
    report: Any, officer: Any, counterpart: Any, browse: Any, api: Any
) -> None:
    incident = report(officer)
    hidden = write(officer, incident, "own")
    page, url = browse(counterpart), f"{incident.get_absolute_url()}entries/"

    assert [page.get(url, {"corrects": str(id)}).status_code for id in (hidden.pk, uuid4())] == [404, 404]
    answers = [
        api(counterpart).post(
            f"/api/v1/incidents/{incident.pk}/timeline/",
            {"kind": "correction", "text": "No", "visibility": "own", "corrects": str(id)},
            format="json",
        )
        for id in (hidden.pk, uuid4())
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json()["errors"] == answers[1].json()["errors"]


def test_the_api_lists_and_takes_entries(report: Any, officer: Any, counterpart: Any, analyst: Any, api: Any) -> None:
    incident = report(officer)
    url = f"/api/v1/incidents/{incident.pk}/timeline/"
    body = {"id": str(uuid4()), "kind": "done", "text": "Gate closed", "visibility": "both"}

    made, again = api(officer).post(url, body, format="json"), api(officer).post(url, body, format="json")

    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    assert made.json()["number"] == 2
    listed = api(counterpart).get(url, {"limit": 1}).json()
    assert [each["id"] for each in listed["results"]] == [body["id"]]
    rest = api(counterpart).get(listed["next"]).json()
    assert [each["kind"] for each in rest["results"]] == ["reported"]
    assert api(analyst).post(url, body, format="json").status_code == 403
    assert api(officer).post(url, {**body, "side": "KG"}, format="json").status_code == 400
    assert api(officer).post(url, {**body, "text": "Other"}, format="json").status_code == 422
    assert api(counterpart).post(url, body, format="json").status_code == 409
    assert api(officer).get(url, {"page": 1}).status_code == 400


def test_the_thread_of_a_hidden_incident_is_not_there(report: Any, officer: Any, counterpart: Any, api: Any) -> None:
    hidden = report(officer, visibility="own")

    for id in (hidden.pk, uuid4()):
        assert api(counterpart).get(f"/api/v1/incidents/{id}/timeline/").status_code == 404
        assert api(counterpart).post(f"/api/v1/incidents/{id}/timeline/", {}, format="json").status_code == 404
