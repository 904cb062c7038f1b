"""How much of a border is defined, as of any day, in figures that always add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import groupby

from django.utils.translation import get_language, gettext

from people.formats import long_date
from segments.models import UNSETTLED, Border, BorderLine, LedgerTotal, SegmentState
from segments.stretches import Stretch, stretches_at

METRE = Decimal("0.001")
MIXED = "mixed"


@dataclass(frozen=True)
class SegmentFigures:
    """One segment's share of the ledger; `status` is its single one or `mixed`."""

    code: str
    line: str
    sector: str
    length_km: Decimal
    defined_km: Decimal
    undefined_km: Decimal
    status: str
    is_apportioned: bool
    measured_km: Decimal
    measured_undefined_km: Decimal


@dataclass(frozen=True)
class Ledger:
    """The border on one day. The figures of the segments sum to the totals, to the metre."""

    at: date
    total_km: Decimal
    defined_km: Decimal
    undefined_km: Decimal
    # Ledger kilometres per measured kilometre.
    factor: Decimal
    basis: str
    segments: list[SegmentFigures]
    sources: list[str]
    is_apportioned: bool
    is_carried_back: bool
    measured_km: Decimal


def default_border() -> Border:
    """Return the border that is meant where none is named: the first.

    :raises Border.DoesNotExist: if none is loaded.
    """
    return Border.objects.earliest("code")


def ledger_at(at: date, *, border: Border | None = None) -> Ledger:
    """Return the ledger of a border as of a day.

    Measured kilometres are brought to the published total of that day by one factor; before the first published
    total, that one is carried back.
    """
    border = border or default_border()
    total, is_carried_back = _total_on(at, border)
    stretches = stretches_at(at, border=border.code)
    measured = sum((stretch.length_km for stretch in stretches), Decimal(0))
    total_km = total.total_km if total else measured
    factor = Fraction(total_km) / Fraction(measured) if measured else Fraction(1)

    defined = [stretch for stretch in stretches if stretch.status not in UNSETTLED]
    undefined = [stretch for stretch in stretches if stretch.status in UNSETTLED]
    defined_km = _metres(sum((Fraction(stretch.length_km) for stretch in defined), Fraction(0)) * factor)
    shares = {
        # Each group is rounded to its own total, so that lengths, their sums of both, add up as well.
        **dict(zip(map(id, defined), _shared_out(defined, factor, defined_km), strict=True)),
        **dict(zip(map(id, undefined), _shared_out(undefined, factor, total_km - defined_km), strict=True)),
    }
    return Ledger(
        at=at,
        total_km=total_km,
        defined_km=defined_km,
        undefined_km=total_km - defined_km,
        factor=Decimal(factor.numerator) / Decimal(factor.denominator),
        basis=_basis(total, is_carried_back),
        segments=[
            _figures(list(of_segment), shares) for _, of_segment in groupby(stretches, lambda stretch: stretch.segment)
        ],
        sources=_sources(total, border, at),
        is_apportioned=any(stretch.is_apportioned for stretch in stretches),
        is_carried_back=is_carried_back,
        measured_km=measured,
    )


def _total_on(at: date, border: Border) -> tuple[LedgerTotal | None, bool]:
    """Return the published total that holds on a day, and whether it is said of earlier days than its own."""
    totals = border.ledger_totals
    total = totals.filter(valid_from__lte=at).order_by("valid_from").last()
    if total is not None:
        return total, False
    first = totals.order_by("valid_from").first()
    return first, first is not None


def _metres(km: Fraction) -> Decimal:
    return (Decimal(km.numerator) / Decimal(km.denominator)).quantize(METRE, ROUND_HALF_EVEN)


def _shared_out(stretches: Sequence[Stretch], factor: Fraction, total_km: Decimal) -> list[Decimal]:
    """Share a total out among stretches by length, in whole metres that sum to it: largest remainder."""
    exact = [Fraction(stretch.length_km) * factor * 1000 for stretch in stretches]
    whole = [int(metres) for metres in exact]
    left = int(total_km * 1000) - sum(whole)
    by_remainder = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for i in by_remainder[:left]:
        whole[i] += 1
    return [Decimal(metres).scaleb(-3) for metres in whole]


def _figures(stretches: list[Stretch], shares: dict[int, Decimal]) -> SegmentFigures:
    first = stretches[0]
    unsettled = [stretch for stretch in stretches if stretch.status in UNSETTLED]
    length = sum((shares[id(stretch)] for stretch in stretches), Decimal(0))
    undefined = sum((shares[id(stretch)] for stretch in unsettled), Decimal(0))
    statuses = {stretch.status for stretch in stretches}
    return SegmentFigures(
        code=first.segment,
        line=first.line,
        sector=first.sector,
        length_km=length,
        defined_km=length - undefined,
        undefined_km=undefined,
        status=str(first.status.value) if len(statuses) == 1 else MIXED,
        is_apportioned=any(stretch.is_apportioned for stretch in stretches),
        measured_km=sum((stretch.length_km for stretch in stretches), Decimal(0)),
        measured_undefined_km=sum((stretch.length_km for stretch in unsettled), Decimal(0)),
    )


def _basis(total: LedgerTotal | None, is_carried_back: bool) -> str:
    """Say in plain words what the figures rest on."""
    if total is None:
        return gettext("Measured kilometres of the mapped lines; no total was published.")
    day = long_date(total.valid_from, (get_language() or "en").split("-")[0])
    words = gettext("Measured kilometres of the mapped lines, brought to the total published on %(day)s.")
    if is_carried_back:
        words = gettext(
            "Measured kilometres of the mapped lines, brought to the earliest published total, that of %(day)s,"
            " which is carried back."
        )
    return words % {"day": day}


def _sources(total: LedgerTotal | None, border: Border, at: date) -> list[str]:
    sources = []
    if total:
        sources.append(f"{total.source} ({total.note})" if total.note else total.source)
    lines = BorderLine.objects.filter(border=border).counting_on(at).order_by("position")
    return list(dict.fromkeys([*sources, *(line.source for line in lines)]))


def status_label(status: str) -> str:
    """Return the label of a segment's status, `mixed` among them."""
    return gettext("Partly described") if status == MIXED else str(SegmentState(status).label)
