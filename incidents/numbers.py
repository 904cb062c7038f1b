"""Drawing numbers: `BIT-2026-000143` when both sides may know, `TJ-2026-0012` for a side's own count."""

from django.db import connection

from incidents.models import NumberSeries


def draw(*, prefix: str, year: int, side: str | None, digits: int) -> str:
    """Return the next number of a series, without gaps: the row stays locked until the commit.

    A side's own series is drawn while acting for that side; nobody else can see it.
    """
    table = NumberSeries._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS series (prefix, year, side_id, last) VALUES (%s, %s, %s, 1)"  # noqa: S608
            " ON CONFLICT (prefix, year) DO UPDATE SET last = series.last + 1 RETURNING last",
            [prefix, year, side],
        )
        (last,) = cursor.fetchone()
    return f"{prefix}-{year}-{last:0{digits}d}"
