"""The second wall before new rows: whoever may see a record or not, and in whose name a row is made."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from incidents.models import (
    Account,
    Casualty,
    IncidentLink,
    InformationAnswer,
    JointSignature,
    JointWording,
    TimelineEntry,
)
from incidents.services import ask
from people.actors import acting_as, actor_for
from tests.incidents.reviewed import latest, told_by_both, under_review


def _wounded(account: Account, side: str, visibility: str) -> None:
    Casualty.objects.create(
        account=account, side_id=side, visibility=visibility, status="wounded", best=9, low=9, high=9, author="Hospital"
    )


def test_nobody_writes_under_what_the_other_side_says(
    report: Any, representative_tj: Any, representative_kg: Any
) -> None:
    incident = told_by_both(report, representative_tj, representative_kg)
    theirs, own = latest(incident, "TJ"), latest(incident, "KG")

    with acting_as(actor_for(representative_kg)):
        for account, visibility in ((theirs, "both"), (theirs, "own"), (own, "both"), (own, "own")):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                _wounded(account, "KG", visibility)


def test_nobody_writes_under_an_incident_that_is_hidden(report: Any, officer: Any, counterpart: Any) -> None:
    hidden, now = report(officer, visibility="own"), timezone.now()
    by, entry = counterpart, {"kind": "comment", "text": "Words.", "at": now, "visibility": "both"}
    account = {"own_number": "KG-1", "author": by, "created_at": now, "updated_at": now}
    rows = (
        TimelineEntry(incident=hidden, side_id="KG", by=by, **entry),
        Account(incident=hidden, side_id="KG", **account),
    )

    with acting_as(actor_for(by)):
        for row in rows:
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)


def test_nobody_signs_or_writes_in_the_name_of_another(
    report: Any, representative_tj: Any, representative_kg: Any, counterpart: Any
) -> None:
    incident, now = under_review(report, representative_tj, representative_kg), timezone.now()
    row = {"incident": incident, "side_id": "KG", "at": now, "visibility": "both"}

    with acting_as(actor_for(counterpart)):
        for by in (representative_kg, representative_tj):
            for made in (
                TimelineEntry(kind="comment", text="Words.", by=by, **row),
                JointSignature(by=by, post=by.role, content_hash="0" * 64, text={}, **row),
                JointWording(by=by, post=by.role, fact="cause", move="left_open", **row),
            ):
                with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                    made.save(force_insert=True)


def test_only_the_reporting_side_joins_and_only_the_asked_side_answers(
    report: Any, representative_tj: Any, representative_kg: Any
) -> None:
    theirs, own = report(representative_tj), report(representative_kg)
    link = {"kind": "joined", "side_id": "KG", "visibility": "both", "made_by": representative_kg}
    said = {"side_id": "KG", "by": representative_kg, "post": representative_kg.role, "at": timezone.now()}

    with acting_as(actor_for(representative_kg)):
        asked, _new = ask(
            incident=theirs, by=representative_kg, text="Where?", due_at=timezone.now() + timedelta(hours=3)
        )
        for made in (
            IncidentLink(from_incident=theirs, to_incident=own, made_at=timezone.now(), **link),
            InformationAnswer(request=asked, text="There.", **said),
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                made.save(force_insert=True)
