"""Where the bars, lines and labels of a month histogram stand. Pure geometry; a template draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil

HEIGHT, TOP, FLOOR, LEFT = 188, 20.0, 160.0, 24.0


@dataclass(frozen=True)
class Month:
    """One month: how many of severity 1–3 (pale) and of 4–5 (dark); a URL where it can be chosen."""

    month: date
    pale: int
    dark: int
    url: str = ""

    @property
    def total(self) -> int:
        return self.pale + self.dark


def nice_top(most: int) -> int:
    """Return the top of a scale with one whole number half-way: even, and not much above `most`."""
    if most <= 2:
        return 2
    step = 10 ** (len(str(most)) - 1)
    for factor in (0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 2, 3, 4, 5, 6, 8, 10):
        top = step * factor
        if top >= most and top % 2 == 0:
            return int(top)
    return 2 * ceil(most / 2)


def _years(months: Sequence[Month], x_of: list[float], step: float) -> list[dict[str, float | int]]:
    starts = [i for i, m in enumerate(months) if i == 0 or m.month.year != months[i - 1].month.year]
    labels: list[dict[str, float | int]] = []
    for start, end in pairwise([*starts, len(months)]):
        x0, x1 = x_of[start], x_of[end - 1] + step
        label = {"x": round((x0 + x1) / 2, 1), "tick": round(x0, 1), "year": months[start].month.year}
        # A label needs some 34 px: where years are narrow, not each gets one.
        label["shown"] = not labels or label["x"] - max(
            (last["x"] for last in labels if last["shown"]), default=-99
        ) >= (34)
        labels.append(label)
    return labels


def layout(months: Sequence[Month], width: int) -> dict[str, object]:
    """Return the drawing of consecutive months at a width, in its own pixels."""
    top = nice_top(max((m.total for m in months), default=0))
    step = (width - LEFT) / max(len(months), 1)
    x_of = [LEFT + i * step for i in range(len(months))]
    scale = (FLOOR - TOP) / top
    gap = min(1.5, step * 0.12)
    bars = []
    for x, m in zip(x_of, months, strict=True):
        dark, pale = m.dark * scale, m.pale * scale
        bars.append(
            {
                "month": m,
                "x": round(x + gap, 1),
                "w": round(step - 2 * gap, 1),
                "dark_y": round(FLOOR - dark, 1),
                "dark_h": round(dark, 1),
                "pale_y": round(FLOOR - dark - pale, 1),
                "pale_h": round(pale, 1),
            }
        )
    grid = [{"y": FLOOR - value * scale, "value": value} for value in (0, top // 2, top)]
    return {
        "width": width,
        "height": HEIGHT,
        "floor": FLOOR,
        "bars": bars,
        "grid": grid,
        "years": _years(months, x_of, step),
    }
