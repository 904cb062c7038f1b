"""Known places near a point."""

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point

from segments.models import Place


def nearest_place(*, lon: float, lat: float, within_metres: int) -> str | None:
    """Return the code of the known place nearest to a point, or None if none is that near."""
    places = Place.objects.annotate(away=Distance("location", Point(lon, lat, srid=4326))).order_by("away", "code")
    nearest = places.values_list("code", "away").first()
    return nearest[0] if nearest and nearest[1].m <= within_metres else None
