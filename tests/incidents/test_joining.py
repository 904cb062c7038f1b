"""Joining two reports of one event: nothing is overwritten, and it can be taken back."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from incidents.codes import Status
from incidents.errors import AlreadyThere, CannotBeJoined, IdTaken, MayNot, ReplayDiffers
from incidents.joining.accounts import accounts_of
from incidents.models import Account, EntryKind, Incident, IncidentLink, TimelineEntry
from incidents.reading import reading
from incidents.services import (
    end_link,
    join_as_account,
    join_incidents,
    link_incidents,
    release_account,
    report_incident,
    separate,
)
from incidents.workflow import StatusForbidsVerb
from notifications.models import Alert
from people.actors import acting_as, actor_for

FACTS = {
    "title": "They stopped our lorry at the bridge",
    "occurred_at": datetime(2026, 5, 3, 6, 15, tzinfo=UTC),
    "severity": 3,
    "cause": "road_blocking",
    "crowd": "unknown",
    "location": (70.49611, 39.94167),
    "origin": "official",
}


@pytest.fixture
def writers(officer: Any, counterpart: Any) -> dict[str, Any]:
    return {"TJ": officer, "KG": counterpart}


def join(by: Any, incident: Incident, into: Incident) -> IncidentLink:
    with acting_as(actor_for(by)):
        return join_incidents(incident=incident, into=into, by=by)[0]


def state_of(incident: Incident, reader: Any) -> dict[str, Any]:
    """Everything of an incident and its accounts but its thread, its status and when it was touched."""
    with acting_as(actor_for(reader)):
        row = Incident.objects.filter(pk=incident.pk).values().get()
        accounts = list(Account.objects.filter(incident=incident).order_by("pk").values())
    return {"row": {k: v for k, v in row.items() if k not in {"status", "updated_at"}}, "accounts": accounts}


@pytest.mark.parametrize(("ours", "theirs"), [("TJ", "KG"), ("KG", "TJ")])
def test_a_join_is_seen_by_both_and_overwrites_nothing(writers: Any, report: Any, ours: str, theirs: str) -> None:
    us, them = writers[ours], writers[theirs]
    incident, into = report(us), report(them)
    before = {(each.pk, who.pk): state_of(each, who) for each in (incident, into) for who in (us, them)}
    with acting_as(actor_for(them)):
        etag = reading(Incident.objects.get(pk=into.pk), them).etag

    link = join(us, incident, into)

    assert (link.kind, link.side_id, link.visibility) == ("joined", ours, "both")
    assert {(each.pk, who.pk): state_of(each, who) for each in (incident, into) for who in (us, them)} == before
    for who in (us, them):
        with acting_as(actor_for(who)):
            assert Incident.objects.get(pk=incident.pk).status == Status.JOINED
            joined = TimelineEntry.objects.filter(kind=EntryKind.JOINED)
            assert {entry.incident_id: entry.text for entry in joined} == {
                incident.pk: into.number,
                into.pk: incident.number,
            }
    with acting_as(actor_for(them)):
        fresh = Incident.objects.get(pk=into.pk)
        assert (fresh.status, reading(fresh, them).etag) == (Status.SIGNAL, etag)


def test_the_accounts_of_both_are_read_together_once_released(
    writers: Any, report: Any, representative_tj: Any, representative_kg: Any
) -> None:
    incident, into = report(writers["TJ"]), report(writers["KG"])
    join(writers["TJ"], incident, into)
    with acting_as(actor_for(representative_kg)):
        assert set(accounts_of(into, representative_kg)) == {"KG"}

    with acting_as(actor_for(representative_tj)):
        release_account(account=Account.objects.get(incident=incident), by=representative_tj)

    with acting_as(actor_for(representative_kg)):
        found = accounts_of(into, representative_kg)
        assert {side: account.incident_id for side, account in found.items()} == {"KG": into.pk, "TJ": incident.pk}


def test_a_join_taken_back_leaves_all_as_it_was_but_the_threads(writers: Any, report: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    incident, into = report(us), report(them)
    before = {(each.pk, who.pk): state_of(each, who) for each in (incident, into) for who in (us, them)}
    link = join(us, incident, into)

    with acting_as(actor_for(us)):
        separate(link=link, by=us)
        again = separate(link=link, by=us)

    assert {(each.pk, who.pk): state_of(each, who) for each in (incident, into) for who in (us, them)} == before
    assert again.ended_by == us
    with acting_as(actor_for(them)):
        assert Incident.objects.get(pk=incident.pk).status == Status.REOPENED
        assert TimelineEntry.objects.filter(kind=EntryKind.SEPARATED).count() == 2
        assert set(accounts_of(into, them)) == {"KG"}
    # And it can be joined anew.
    assert join(us, incident, into).pk != link.pk


def test_the_same_join_again_changes_nothing(writers: Any, report: Any) -> None:
    us = writers["TJ"]
    incident, into = report(us), report(writers["KG"])
    id = uuid4()

    with acting_as(actor_for(us)):
        first, is_new = join_incidents(incident=incident, into=into, by=us, id=id)
        replay, is_new_again = join_incidents(incident=incident, into=into, by=us, id=id)
        without, _new = join_incidents(incident=incident, into=into, by=us)

        assert (is_new, is_new_again) == (True, False)
        assert first == replay == without
        assert TimelineEntry.objects.filter(kind=EntryKind.JOINED).count() == 2
        with pytest.raises(ReplayDiffers):
            join_incidents(incident=incident, into=report(us), by=us, id=id)


def test_only_the_side_that_reported_it_joins_and_separates(writers: Any, report: Any, analyst: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    incident, into = report(us), report(them)

    for by in (them, analyst):
        with pytest.raises(MayNot):
            join(by, incident, into)
    link = join(us, incident, into)
    with acting_as(actor_for(them)), pytest.raises(MayNot):
        separate(link=link, by=them)


def test_a_draft_cannot_be_joined_nor_joined_into(writers: Any, report: Any) -> None:
    us = writers["TJ"]
    shared, draft = report(us), report(us, visibility="own")

    for incident, into in ((draft, shared), (shared, draft)):
        with pytest.raises(CannotBeJoined):
            join(us, incident, into)


def test_joins_form_no_chain_and_no_circle(writers: Any, report: Any) -> None:
    us = writers["TJ"]
    first, second, third = report(us), report(us), report(us)
    join(us, first, second)

    for incident, into in ((second, first), (second, third), (third, first), (first, third), (third, third)):
        with pytest.raises(CannotBeJoined):
            join(us, incident, into)
    join(us, third, second)


def test_what_has_come_too_far_is_not_joined(writers: Any, report: Any) -> None:
    us = writers["TJ"]
    incident, into = report(us), report(writers["KG"])
    with acting_as(actor_for(us)):
        for status in ("acknowledged", "localised"):
            Incident.objects.filter(pk=incident.pk).update(status=status)

    for status in ("under_review", "closed_by_one", "closed"):
        with acting_as(actor_for(us)):
            Incident.objects.filter(pk=incident.pk).update(status=status)
        with pytest.raises(StatusForbidsVerb):
            join(us, incident, into)


def test_links_are_of_both_sides_only_if_both_may_know_of_both(writers: Any, report: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    shared, other, draft = report(us), report(them), report(us, visibility="own")
    with acting_as(actor_for(us)):
        open_link, _new = link_incidents(incident=shared, to=other, kind="retaliation", by=us)
        of_draft, _new = link_incidents(incident=draft, to=other, kind="precursor", by=us)
        apart, _new = link_incidents(incident=shared, to=other, kind="not_related", by=us)

    assert [link.visibility for link in (open_link, of_draft, apart)] == ["both", "own", "own"]
    with acting_as(actor_for(them)):
        # Row security alone, without `visible_to`.
        assert list(IncidentLink.objects.all()) == [open_link]
        with pytest.raises(MayNot):
            end_link(link=open_link, by=them)
    with acting_as(actor_for(us)):
        end_link(link=open_link, by=us)
        assert open_link not in IncidentLink.objects.live()


def test_a_link_says_nothing_new_but_its_end(writers: Any, report: Any) -> None:
    us = writers["TJ"]
    one, other = report(us), report(writers["KG"])
    with acting_as(actor_for(us)):
        link, _new = link_incidents(incident=one, to=other, kind="precursor", by=us)
        with pytest.raises(DatabaseError), transaction.atomic():
            IncidentLink.objects.filter(pk=link.pk).update(kind="retaliation")


def test_an_id_that_somebody_has_is_refused_alike_whether_seen_or_not(writers: Any, report: Any) -> None:
    us, them = writers["TJ"], writers["KG"]
    one, other = report(us), report(them)
    hidden, seen = uuid4(), uuid4()
    with acting_as(actor_for(them)):
        link_incidents(incident=one, to=other, kind="not_related", by=them, id=hidden)
        link_incidents(incident=one, to=other, kind="precursor", by=them, id=seen)

    messages = []
    for id in (hidden, seen):
        with acting_as(actor_for(us)), pytest.raises(IdTaken) as refused:
            link_incidents(incident=one, to=other, kind="spill_over", by=us, id=id)
        messages.append(refused.value.messages)
    assert messages[0] == messages[1]


@pytest.mark.parametrize(("ours", "theirs"), [("TJ", "KG"), ("KG", "TJ")])
def test_a_report_becomes_our_account_of_what_the_other_side_reported(
    writers: Any, report: Any, ours: str, theirs: str
) -> None:
    us = writers[ours]
    into = report(writers[theirs])
    before = state_of(into, writers[theirs])
    with acting_as(actor_for(us)):
        alerts = Alert.objects.count()
        id = uuid4()

        account = join_as_account(into=into, by=us, id=id, **FACTS)
        again = join_as_account(into=into, by=us, id=id, **FACTS)

        assert account == again
        assert (account.pk, account.side_id, account.state, account.crowd) == (id, ours, "submitted", "")
        assert account.own_number.startswith(f"{ours}-")
        assert (Alert.objects.count(), Incident.objects.count()) == (alerts, 1)
        with pytest.raises(ReplayDiffers):
            join_as_account(into=into, by=us, id=id, **{**FACTS, "title": "Other words"})
        with pytest.raises(AlreadyThere):
            join_as_account(into=into, by=us, id=uuid4(), **FACTS)
    assert state_of(into, writers[theirs]) == before


def test_an_id_taken_by_an_incident_of_the_own_side_is_no_account(writers: Any, report: Any) -> None:
    us = writers["TJ"]
    into = report(writers["KG"])
    with acting_as(actor_for(us)):
        with pytest.raises(ValidationError):
            join_as_account(into=into, by=us, id=uuid4(), **{**FACTS, "location": (0.0, 0.0)})
        incident, _new = report_incident(by=us, id=uuid4(), **FACTS)
        taken = Account.objects.get(incident=incident).pk
        with pytest.raises(ReplayDiffers):
            join_as_account(into=into, by=us, id=taken, **FACTS)
