"""What became of an incident, change by change: the sealed history as diffs, each side its own.

History is written by triggers (pghistory) and read under the reader's own row security: an event carries the side
and the visibility its row had then, so what was a draft stays the drafting side's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.models import Account, Attachment, Casualty, Incident, IncidentLink, Source
from incidents.querysets import SHARED
from incidents.reach import reaches
from incidents.reading import Reading
from people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What is told of each record, in this order; the rest is bookkeeping, or follows from it.
TOLD: "dict[type[models.Model], tuple[StrOrPromise, dict[str, StrOrPromise]]]" = {
    Incident: (
        _("Incident"),
        {
            "visibility": _("Who may know"),
            "status": _("Status"),
            "severity": _("Severity"),
            "occurred_at": _("Start"),
            "occurred_until": _("End"),
            "time_precision": _("How well the time is known"),
            "clock": _("Clock"),
            "place_id": _("Place"),
            "segment_id": _("Segment"),
            "location": _("Place on the map"),
            "location_precision": _("How well the place is known"),
            "cause": _("Cause"),
            "causes": _("All causes"),
            "forms": _("What happened"),
            "crowd": _("How many people"),
        },
    ),
    Account: (
        pgettext_lazy("record", "Account"),
        {
            "version": _("Version"),
            "state": _("State"),
            "visibility": _("Who may know"),
            "title": _("Title"),
            "summary": _("Description"),
            "author_post": _("Post of the author"),
            "occurred_at": _("Start"),
            "occurred_until": _("End"),
            "time_precision": _("How well the time is known"),
            "clock": _("Clock"),
            "known_at": _("Became known"),
            "place_text": _("Place, in words"),
            "location": _("Exact place"),
            "location_precision": _("How well the place is known"),
            "map_relied_on": _("Map relied on"),
            "cause": _("Cause"),
            "causes": _("All causes"),
            "first_action_by": _("First action by"),
            "first_action": _("First action"),
            "forms": _("What happened"),
            "crowd": _("How many people"),
            "forces": _("Forces and means"),
            "forces_note": _("Forces and means, in words"),
            "damage": _("Damage"),
            "damage_note": _("Damage, in words"),
            "measures": _("Measures taken"),
            "measures_note": _("Measures taken, in words"),
            "harm": _("People harmed"),
            "stoppage": _("Road or water stopped"),
            "severity_reason": _("Why the level is higher than proposed"),
        },
    ),
    Casualty: (
        _("People harmed"),
        {
            "status": _("What happened to them"),
            "people_side_id": _("Whose people"),
            "category": _("Who they are"),
            "best": pgettext_lazy("number", "How many"),
            "low": _("At least"),
            "high": _("At most"),
            "author": _("Author of the number"),
            "as_of": _("Number as of"),
            "removed_at": _("Taken back"),
        },
    ),
    Source: (
        _("Source"),
        {
            "name": pgettext_lazy("record", "Name"),
            "kind": _("Kind"),
            "reference": _("Link"),
            "reliability": _("Reliability"),
            "credibility": _("Credibility"),
            "independence_group": _("Goes back to"),
            "quote": _("Quote"),
            "removed_at": _("Taken back"),
        },
    ),
    Attachment: (
        _("File"),
        {"name": pgettext_lazy("record", "Name"), "visibility": _("Who may know"), "withdrawn_at": _("Taken back")},
    ),
    IncidentLink: (pgettext_lazy("record", "Link"), {"kind": _("Kind"), "ended_at": _("Taken back")}),
}
# What is an instant.
MOMENTS = {"occurred_at", "occurred_until", "known_at", "removed_at", "withdrawn_at", "ended_at"}


@dataclass(frozen=True)
class Change:
    """One field of a record, before and after; None is nothing said. An instant is a datetime, all else words."""

    field: str
    label: str
    before: Any
    after: Any


@dataclass
class Step:
    """One record made or changed by one act: when, by which side, by whom as far as the reader may know."""

    at: datetime
    side: str | None
    by: str
    record: str
    label: str
    id: str
    is_new: bool
    changes: list[Change] = field(default_factory=list)


def history_of(read: Reading) -> list[Step]:
    """Return the steps the reader may know of, newest first.

    The first event of a record that the reader can see makes it: nothing is told of what it was before.
    """
    steps = list(_steps(read))
    names = _names(step.by for step in steps)
    for step in steps:
        is_own = step.side is not None and step.side == read.reader.side_id
        step.by = names.get(step.by, "") if is_own else ""
    # Of one transaction, too, the last comes first.
    return sorted(steps, key=lambda step: step.at)[::-1]


def _steps(read: Reading) -> Iterator[Step]:
    incident = read.incident.pk
    accounts = Account.objects.visible_to(read.reader).filter(incident=incident).values("pk")
    where: dict[type[models.Model], dict[str, Any]] = {
        Incident: {"pgh_obj_id": incident},
        Account: {"incident_id": incident},
        Casualty: {"account_id__in": accounts},
        Source: {"account_id__in": accounts},
        Attachment: {"incident_id": incident},
    }
    for model, condition in where.items():
        yield from _of_model(model, condition, read)
    for end in ("from_incident_id", "to_incident_id"):
        yield from _of_model(IncidentLink, {end: incident}, read)


def _of_model(model: type[models.Model], condition: dict[str, Any], read: Reading) -> Iterator[Step]:
    events: Any = model.pgh_event_models["insert"]  # type: ignore[attr-defined]
    table = events._meta.db_table
    rows = events.objects.filter(**condition).annotate(
        by=RawSQL(f'"{table}"."actor"', []),  # noqa: S611
        for_side=RawSQL(f'"{table}"."actor_side"', []),  # noqa: S611
    )
    if not reaches(read.reader, read.incident):
        # Row security knows sides; sectors are known here.
        rows = rows.filter(visibility__in=SHARED)
    label, fields = TOLD[model]
    former: dict[Any, Any] = {}
    for event in rows.order_by("pgh_id"):
        before = former.get(event.id)
        former[event.id] = event
        changes = [] if before is None else list(_changes(fields, before, event))
        if before is not None and not changes:
            continue
        yield Step(
            at=event.pgh_created_at,
            side=event.for_side or event.side_id,
            by=event.by,
            record=model._meta.model_name or "",
            label=str(label),
            id=str(event.id),
            is_new=before is None,
            changes=changes or list(_made(fields, event)),
        )


def _changes(fields: "dict[str, StrOrPromise]", before: Any, after: Any) -> Iterator[Change]:
    for name, label in fields.items():
        if getattr(before, name) != getattr(after, name):
            yield Change(name, str(label), _said(before, name), _said(after, name))


def _made(fields: "dict[str, StrOrPromise]", event: Any) -> Iterator[Change]:
    """Tell in a line what was made: by what it is called or counted, not by all it holds."""
    for name in ("version", "name", "status", "best", "kind"):
        if name in fields and event.pgh_label:
            yield Change(name, str(fields[name]), None, _said(event, name))


def _said(event: Any, name: str) -> Any:
    """Return the value of a field in words; None where nothing is said."""
    value = getattr(event, name)
    if value in (None, "", []):
        return None
    if name in MOMENTS:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "coords"):
        return f"{value.y:.5f}, {value.x:.5f}"
    column = event._meta.get_field(name)
    if isinstance(value, list):
        labels = dict(column.base_field.flatchoices)
        return ", ".join(str(labels.get(each, each)) for each in value)
    return str(dict(column.flatchoices).get(value, value))


def _names(actors: Iterable[str]) -> dict[str, str]:
    ids = {int(actor.removeprefix("user:")): actor for actor in set(actors) if actor.startswith("user:")}
    return {ids[user.pk]: str(user) for user in User.objects.filter(pk__in=ids)}
