"""Questions about many rows of the border's geography."""

from datetime import date
from typing import Self

from django.contrib.gis.geos import Polygon
from django.db import models

from segments.spelling import fold


class LineQuerySet(models.QuerySet):
    """Lines of a border."""

    def counting_on(self, day: date) -> Self:
        """Lines that count on a day: the outline of an exclave ends with its handover."""
        return self.filter(valid__contains=day)


class SegmentQuerySet(models.QuerySet):
    """Segments of the lines."""

    def counting_on(self, day: date) -> Self:
        """Segments of the lines that count on a day."""
        return self.filter(line__valid__contains=day)

    def along_the_lines(self) -> Self:
        """In the order of a walk: the main line first, each from its start."""
        return self.order_by("line__position", "km")


class PlaceQuerySet(models.QuerySet):
    """Known places near the border."""

    def spelled_like(self, text: str) -> Self:
        """Places one of whose names contains the text, in whatever script and spelling."""
        return self.filter(search_key__contains=fold(text))

    def inside_box(self, box: tuple[float, float, float, float]) -> Self:
        """Places within west, south, east, north; one on the edge is inside."""
        return self.filter(location__coveredby=_box(box))


def _box(box: tuple[float, float, float, float]) -> Polygon:
    polygon = Polygon.from_bbox(box)
    polygon.srid = 4326
    return polygon
