"""The second wall: what PostgreSQL shows and takes when every filter in Python is forgotten."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from incidents.models import Account, Incident, IncidentDraft, NumberSeries, TimelineEntry
from incidents.services import report_incident
from people.actors import NOBODY, acting_as, actor_for

CANAL = (70.49611, 39.94167)


@pytest.fixture
def report() -> Any:
    def make(by: Any, **facts: Any) -> Incident:
        given = {
            "title": "Canal",
            "occurred_at": datetime(2026, 5, 3, 6, 10, tzinfo=UTC),
            "severity": 3,
            "cause": "irrigation_turn",
            "location": CANAL,
        }
        with acting_as(actor_for(by)):
            return report_incident(by=by, **{**given, **facts})[0]

    return make


def test_nobody_sees_nothing(report: Any, officer: Any) -> None:
    report(officer)

    for actor in (None, NOBODY):
        if actor is None:
            assert not Incident.objects.exists()
            continue
        with acting_as(actor):
            assert not Incident.objects.exists()
            assert not TimelineEntry.objects.exists()


def test_without_any_filter_a_draft_stays_its_sides(report: Any, officer: Any, counterpart: Any) -> None:
    report(officer, visibility="own")

    with acting_as(actor_for(counterpart)):
        assert not Incident.objects.exists()
        assert not Account.objects.exists()
        assert not TimelineEntry.objects.exists()
        assert not NumberSeries.objects.filter(prefix="TJ").exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM incidents_incidentevent")
            assert cursor.fetchone() == (0,)
    with acting_as(actor_for(officer)):
        assert Incident.objects.count() == 1


def test_a_shared_incident_shows_its_row_and_not_its_account(report: Any, officer: Any, counterpart: Any) -> None:
    report(officer)

    with acting_as(actor_for(counterpart)):
        assert Incident.objects.count() == 1
        assert not Account.objects.exists()


def test_an_observer_sees_neither_drafts_nor_what_is_shared(report: Any, officer: Any, outsider: Any) -> None:
    report(officer)

    with acting_as(actor_for(outsider)):
        assert not Incident.objects.exists()


def test_nobody_writes_for_the_other_side(report: Any, officer: Any, counterpart: Any) -> None:
    incident = report(officer)

    with acting_as(actor_for(counterpart)):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            NumberSeries.objects.create(prefix="TJ", year=2030, side_id="TJ", last=1)
        with pytest.raises(ProgrammingError, match="only the side"), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).update(severity=1, peak_severity=3)
        assert Account.objects.filter(incident=incident).update(title="x") == 0


def test_the_application_deletes_nothing(report: Any, officer: Any) -> None:
    incident = report(officer)

    with (
        acting_as(actor_for(officer)),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        TimelineEntry.objects.filter(incident=incident).delete()


def test_the_thread_is_append_only(report: Any, officer: Any) -> None:
    report(officer)

    with acting_as(actor_for(officer)):
        assert TimelineEntry.objects.update(kind="closed") == 0


def test_a_status_outside_the_workflow_is_refused_by_the_database(report: Any, officer: Any) -> None:
    incident = report(officer)

    with acting_as(actor_for(officer)), pytest.raises(Exception, match="Invalid transition"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(status="closed")


def test_history_names_who_acted_and_cannot_be_switched_off(report: Any, officer: Any) -> None:
    incident = report(officer)

    with acting_as(actor_for(officer)), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{incidents_incident:insert_insert}', true)")
        Incident.objects.filter(pk=incident.pk).update(severity=4, peak_severity=4)
        cursor.execute("SELECT actor, severity FROM incidents_incidentevent ORDER BY pgh_id")
        assert cursor.fetchall() == [(f"user:{officer.pk}", 3), (f"user:{officer.pk}", 4)]


def test_a_write_without_an_actor_fails(db: None, officer: Any) -> None:
    from people.actors import Actor

    with (
        acting_as(Actor("", side="TJ", sees=("both",))),
        pytest.raises(IntegrityError, match="actor"),
        transaction.atomic(),
    ):
        report_incident(
            by=officer,
            title="x",
            occurred_at=datetime(2026, 5, 3, tzinfo=UTC),
            severity=1,
            cause="unknown",
            location=CANAL,
        )


def test_a_draft_of_the_form_is_its_authors_alone(officer: Any, representative_tj: Any) -> None:
    now = datetime(2026, 5, 3, tzinfo=UTC)
    with acting_as(actor_for(officer)):
        IncidentDraft.objects.create(user=officer, side=officer.side, created_at=now, updated_at=now)

    with acting_as(actor_for(representative_tj)):
        assert not IncidentDraft.objects.exists()


def test_a_draft_of_the_form_stays_with_the_side_it_was_begun_for(officer: Any, counterpart: Any) -> None:
    now = datetime(2026, 5, 3, tzinfo=UTC)
    with acting_as(actor_for(officer)):
        draft = IncidentDraft.objects.create(user=officer, side=officer.side, created_at=now, updated_at=now)
    begun_for, officer.side = officer.side, counterpart.side

    with acting_as(actor_for(officer)):
        assert not IncidentDraft.objects.exists()
        assert not IncidentDraft.objects.filter(pk=draft.pk).update(updated_at=now)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            IncidentDraft.objects.create(user=officer, side=begun_for, created_at=now, updated_at=now)
    officer.side = begun_for
    with acting_as(actor_for(officer)):
        assert IncidentDraft.objects.get().pk == draft.pk


def test_a_former_draft_keeps_its_draft_history_its_own(report: Any, officer: Any, counterpart: Any) -> None:
    from incidents.services import submit_incident

    incident = report(officer, visibility="own")
    with acting_as(actor_for(officer)):
        submit_incident(incident=incident, by=officer)

    with acting_as(actor_for(counterpart)), connection.cursor() as cursor:
        cursor.execute("SELECT visibility FROM incidents_incidentevent")
        assert cursor.fetchall() == [("both",)]
        assert [entry.kind for entry in TimelineEntry.objects.all()] == ["shared"]


def test_acting_as_restores_the_former_actor(officer: Any, counterpart: Any) -> None:
    with acting_as(actor_for(officer)):
        with pytest.raises(ValueError, match="stop"), acting_as(actor_for(counterpart)):
            raise ValueError("stop")
        with acting_as(actor_for(counterpart)):
            pass
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.side', true)")
            assert cursor.fetchone() == ("TJ",)
