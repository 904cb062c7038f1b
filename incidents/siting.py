"""From what an officer knows of the place to what is kept of it: the exact for the own side, the coarse for both."""

from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from incidents.codes import LocationPrecision
from incidents.errors import FarFromEveryLine, UnknownPlace
from segments.locate import FAR_METRES, locate
from segments.models import Place
from segments.places import nearest_place
from segments.validation import valid_point

NEAREST_PLACE_M = 5_000


@dataclass(frozen=True)
class Site:
    """Where it happened: the exact point with its measures, and the same as both sides may know it."""

    exact: Point
    precision: int
    exact_km_m: int
    exact_distance_m: float
    shared: Point
    shared_precision: int
    shared_km_m: int
    shared_distance_m: int
    segment: str
    line: str
    sector: str
    place: str | None


def site_of(
    *,
    location: tuple[float, float] | None,
    place: str | None,
    precision: int | None,
    on: date,
    confirm_far: bool = False,
) -> Site | None:
    """Return the site of a point or a known place; None where neither is given.

    The segment is that of the exact point, among the lines that count on the date. A stretch, district or
    region (`precision` 5 to 7) keeps the point as a centre to draw.

    :raises UnknownPlace: if the place is not known.
    :raises FarFromEveryLine: if over 20 km from every line and not confirmed.
    """
    known = None
    if place:
        known = Place.objects.filter(pk=place).first()
        if known is None:
            raise UnknownPlace({"place": [_("This place is not known.")]})
    if location is None:
        if known is None:
            return None
        location = (known.location.x, known.location.y)
        precision = precision or LocationPrecision.WITHIN_2_KM
    try:
        lon, lat = valid_point(*location)
    except ValidationError as error:
        raise ValidationError({"location": error.messages}) from error
    precision = precision or LocationPrecision.WITHIN_500_M

    fix = locate(lon=lon, lat=lat, on=on)
    assert fix is not None  # A border has lines on every day.
    if fix.distance_m > FAR_METRES and not confirm_far:
        raise FarFromEveryLine(
            {
                "location": [
                    _("This place is %(km)d km from the nearest mapped line. Correct it, or confirm that it is right.")
                    % {"km": round(fix.distance_m / 1000)}
                ]
            }
        )
    return Site(
        exact=Point(lon, lat, srid=4326),
        precision=precision,
        exact_km_m=fix.km_m,
        exact_distance_m=fix.distance_m,
        shared=Point(fix.coarse_lon, fix.coarse_lat, srid=4326),
        shared_precision=max(precision, LocationPrecision.WITHIN_500_M),
        # From the coarse place, not rounded from the point: where two roundings and a cell overlap, a sliver of a few
        # metres may be left, and the point lies in it.
        shared_km_m=round(fix.coarse_km_m, -3),
        shared_distance_m=round(fix.coarse_distance_m / 500) * 500,
        segment=fix.segment,
        line=fix.line,
        sector=fix.sector,
        place=place or nearest_place(lon=fix.coarse_lon, lat=fix.coarse_lat, within_metres=NEAREST_PLACE_M),
    )
