"""Known places: the nearest one to a point."""

from django.db import connection


def nearest_place(*, lon: float, lat: float, within_metres: float) -> str | None:
    """Return the code of the known place nearest to a point, if one lies within some metres."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH asked AS (SELECT ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography AS p)"
            " SELECT code FROM segments_place, asked WHERE ST_DWithin(location::geography, p, %s)"
            " ORDER BY ST_Distance(location::geography, p), code LIMIT 1",
            [lon, lat, within_metres],
        )
        row = cursor.fetchone()
    return row[0] if row else None
