"""The delimitation ledger of the shipped border: claims, totals, and statuses apportioned to the totals."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange
from django.utils.translation import gettext_lazy as _

from segments.loading import kg_tj
from segments.loading.tally import Tally
from segments.models import (
    Border,
    LedgerTotal,
    LengthClaim,
    Protocol,
    Segment,
    SegmentState,
    SegmentStatus,
)

METRE = Decimal("0.001")
# The order of apportionment was published with bounds that may differ from the measured ones by rounding.
ROUNDING_KM = Decimal("0.002")

APPORTIONED = "Apportioned: the length was published, its position was not."
CARRIED_BACK = "Carried back: the earliest published total, said of earlier days too."


class LedgerHoldsOtherRows(ValidationError):
    """The statuses in the ledger are not the ones this loader wrote."""

    def __init__(self) -> None:
        super().__init__(_("The ledger holds statuses from elsewhere; they are left as they are."))


@dataclass(frozen=True)
class Stretch:
    """A range of kilometres on a line."""

    line: str
    start: Decimal
    end: Decimal

    @property
    def length(self) -> Decimal:
        return self.end - self.start


def load_ledger(tally: Tally, border: Border, folder: Path) -> None:
    """Load the public protocols, claims and totals, and fill the statuses to the totals."""
    for values in kg_tj.PROTOCOLS:
        rest = {key: value for key, value in values.items() if key != "number"}
        tally.put(Protocol, {"border": border, "number": values["number"]}, **rest)
    for row in _rows(folder / "delimitation.csv"):
        _put_claim(tally, border, row)
    for row in _rows(folder / "ledger_totals.csv"):
        tally.put(
            LedgerTotal,
            {"border": border, "valid_from": date.fromisoformat(row["valid_from"])},
            total_km=Decimal(row["total_km"]),
            defined_km=Decimal(row["defined_km"]),
            status_of_defined=row["status_of_defined"],
            source=row["source"],
            note=row["note"] or "",
        )
    _put_statuses(tally, border, _order(_rows(folder / "apportionment.csv")))


def since_ever_until(day: date | None) -> DateRange:
    """Return the days before a day, or all days, with the bounds PostgreSQL gives back."""
    return DateRange(None, day, "()")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _put_claim(tally: Tally, border: Border, row: dict[str, str]) -> None:
    text = row["date"]
    tally.put(
        LengthClaim,
        {
            "border": border,
            "said_on": date.fromisoformat(text if len(text) == len("2017-02-07") else f"{text}-01"),
            "event": row["event"],
        },
        date_text=text,
        date_precision=row["date_precision"],
        total_text=row["total_km"],
        total_km=figure_of(row["total_km"]),
        defined_text=row["defined_km"],
        defined_km=figure_of(row["defined_km"]),
        undefined_text=row["undefined_km"],
        undefined_km=figure_of(row["undefined_km"]),
        protocol_reference=row["protocol_reference"],
        source_name=row["source_name"],
        source_ref=row["source_ref"],
        note=row["note"] or "",
    )


def figure_of(text: str) -> Decimal | None:
    """Return the one figure in kilometres that a published text holds; none for a percentage or a range."""
    words = text.split()
    try:
        return Decimal(words[-1]) if words and "to" not in words else None
    except InvalidOperation:
        return None


def _order(rows: list[dict[str, str]]) -> list[Stretch]:
    """Return the stretches in the order in which kilometres are taken to have been defined."""
    segments = {segment.code: segment for segment in Segment.objects.all()}
    order = []
    for row in sorted(rows, key=lambda row: int(row["order"])):
        segment = segments[row["segment"]]
        start, end = segment.km.lower, segment.km.upper
        if row["from_km"]:
            start = _snapped(Decimal(row["from_km"]), start, end)
            end = _snapped(Decimal(row["to_km"]), segment.km.lower, end)
        order.append(Stretch(segment.line_id, start, end))
    return order


def _snapped(km: Decimal, *bounds: Decimal) -> Decimal:
    return next((bound for bound in bounds if abs(bound - km) <= ROUNDING_KM), km)


def _put_statuses(tally: Tally, border: Border, order: list[Stretch]) -> None:
    """Write one set of statuses for each span between two totals, unless they are there already."""
    expected = {_key(row): row for row in _statuses(border, order)}
    stored = {_key(row): row for row in SegmentStatus.objects.filter(line__border=border)}
    tally.total["SegmentStatus"] += len(expected)
    if expected.keys() == stored.keys():
        return
    written_here = {total.source for total in border.ledger_totals.all()}
    if any(row.source not in written_here for row in stored.values()):
        raise LedgerHoldsOtherRows
    SegmentStatus.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()
    SegmentStatus.objects.bulk_create(expected.values())
    tally.created["SegmentStatus"] += len(expected)


def _key(row: SegmentStatus) -> tuple[object, ...]:
    return (row.line_id, row.km, row.valid, row.status, row.is_apportioned, row.note, row.source)


def _statuses(border: Border, order: list[Stretch]) -> list[SegmentStatus]:
    totals = list(border.ledger_totals.order_by("valid_from"))
    lines = list(border.lines.all())
    rows = []
    for i, total in enumerate(totals):
        until = totals[i + 1].valid_from if i + 1 < len(totals) else None
        counting = {line.code: line for line in lines if line.counts_on(total.valid_from)}
        stretches = [stretch for stretch in order if stretch.line in counting]
        measured = sum(line.length_km for line in counting.values())
        to_define = (measured * total.defined_km / total.total_km).quantize(METRE, ROUND_HALF_UP)
        # What is settled in full, or not at all, lies where the whole line lies.
        is_apportioned = 0 < to_define < measured
        spans = [(DateRange(total.valid_from, until), "")]
        if i == 0:
            spans.insert(0, (since_ever_until(total.valid_from), CARRIED_BACK))
        for stretch, status in fill(stretches, to_define, SegmentState(total.status_of_defined)):
            for valid, carried in spans:
                notes = [note for note in (APPORTIONED if is_apportioned else "", carried) if note]
                rows.append(
                    SegmentStatus(
                        line_id=stretch.line,
                        km=NumericRange(stretch.start, stretch.end),
                        valid=valid,
                        status=status,
                        is_apportioned=is_apportioned,
                        note=" ".join(notes),
                        source=total.source,
                    )
                )
    return rows


def fill(stretches: list[Stretch], to_define: Decimal, status: SegmentState) -> list[tuple[Stretch, SegmentState]]:
    """Give the stretches a status in their order until a length is defined; split the one where it runs out."""
    filled: list[tuple[Stretch, SegmentState]] = []
    for stretch in stretches:
        defined = min(stretch.length, to_define)
        to_define -= defined
        middle = stretch.start + defined
        if middle > stretch.start:
            filled.append((Stretch(stretch.line, stretch.start, middle), status))
        if middle < stretch.end:
            filled.append((Stretch(stretch.line, middle, stretch.end), SegmentState.UNDEFINED))
    return filled
