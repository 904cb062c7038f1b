"""How two accounts stand to each other, on the wire."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from incidents.accounts.confidence import Confidence
from incidents.accounts.facts import Comparison, Told
from incidents.codes import AccountState, Fact
from incidents.comparison import (
    ActionSaid,
    CauseSaid,
    Coded,
    Count,
    CrowdSaid,
    FactComparison,
    Moment,
    Note,
    PlaceSaid,
    Verdict,
)
from incidents.reading import instant


class ToleranceSchema(serializers.Serializer):
    """How two statements were measured: what is allowed and what was found, in the unit."""

    rule = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    allowed = serializers.IntegerField(allow_null=True)
    measured = serializers.IntegerField(allow_null=True, help_text="Rounded up.")


class FactSchema(serializers.Serializer):
    """One fact. `values` and `only` have one entry a side; a value is null where the side is silent."""

    fact = serializers.ChoiceField(choices=Fact.choices)
    verdict = serializers.ChoiceField(choices=[each.value for each in Verdict])
    note = serializers.ChoiceField(choices=[each.value for each in Note], allow_null=True)
    tolerance = ToleranceSchema(allow_null=True)
    values = serializers.DictField(help_text="What each side says; numbers of people are lists, never added up.")
    only = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class ToldSchema(serializers.Serializer):
    """The version of a side's account that was read."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AccountState.choices)
    released_at = serializers.DateTimeField(allow_null=True)
    confidence = serializers.ChoiceField(choices=[each.value for each in Confidence])
    reasons = serializers.ListField(child=serializers.CharField())


class CountsSchema(serializers.Serializer):
    """How many facts have each verdict."""

    differ = serializers.IntegerField()
    silent = serializers.IntegerField()
    agree = serializers.IntegerField()


class ComparisonSchema(serializers.Serializer):
    """Two accounts, fact by fact. Without both accounts open to the reader there are no facts."""

    sides = serializers.ListField(child=serializers.CharField(), help_text="The reader's own side first.")
    accounts = serializers.DictField(child=ToldSchema(allow_null=True))
    counts = CountsSchema()
    facts = FactSchema(many=True)


def comparison_wire(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison on the wire: differences first, and the reader's own side first in each."""
    sides = [side.code for side in comparison.sides]
    return {
        "sides": sides,
        "accounts": {side: _told(comparison.told.get(side)) for side in sides},
        "counts": comparison.counts,
        "facts": [_fact(each, sides) for each in comparison.facts],
    }


def _told(told: Told | None) -> dict[str, Any] | None:
    if told is None:
        return None
    level, reasons = told.confidence
    return {
        "id": str(told.account.pk),
        "version": told.account.version,
        "state": told.account.state,
        "released_at": instant(told.account.released_at),
        "confidence": level.value,
        "reasons": [reason.value for reason in reasons],
    }


def _fact(found: FactComparison, sides: list[str]) -> dict[str, Any]:
    return {
        "fact": found.key,
        "verdict": found.verdict.value,
        "note": found.note.value if found.note else None,
        "tolerance": asdict(found.tolerance) if found.tolerance else None,
        "values": dict(zip(sides, map(_value, (found.a, found.b)), strict=True)),
        "only": dict(zip(sides, map(list, (found.only_a, found.only_b)), strict=True)),
    }


def _value(said: Any) -> Any:
    """Return what a side says of one fact."""
    if said is None:
        return None
    return _WIRE[type(said)](said)


def _place(said: PlaceSaid) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(part, 5) for part in said.point]} if said.is_coded else None
    return {
        "location": point,
        "location_precision": said.precision if point else None,
        "words": said.words,
        "map_relied_on": said.map,
    }


def _count(said: Count) -> dict[str, Any]:
    return {
        "people_side": said.people or None,
        "category": said.category,
        "best": said.best,
        "low": said.low,
        "high": said.high,
        "author": said.author,
        "as_of": said.as_of.isoformat() if said.as_of else None,
    }


_WIRE: dict[type, Callable[[Any], Any]] = {
    Moment: lambda said: {"at": instant(said.at), "precision": said.precision, "clock": said.clock},
    PlaceSaid: _place,
    CauseSaid: lambda said: {"cause": said.primary, "causes": sorted(said.every)},
    ActionSaid: lambda said: {"by": said.by or None, "words": said.words},
    CrowdSaid: lambda said: said.size,
    Coded: lambda said: {"codes": sorted(said.codes), "words": said.words},
    tuple: lambda said: [_count(each) for each in said],
}
