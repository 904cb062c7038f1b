"""What the answers about a place mean: coordinates as typed, a kilometre of a line, what a device claims."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils.translation import gettext as _

from incidents.codes import LocationPrecision
from incidents.coordinates import parse_coordinates
from segments.locate import point_at_km
from segments.models import BorderLine


class PlaceAnswers(Form):
    """A form that asks for a place by the fields of `questions.Questions`."""

    def require(self, given: dict[str, Any], name: str, message: str) -> Any:
        """Return an answer, with an error beside its question where there is none."""
        value = given.get(name)
        if value in (None, "") and name not in self.errors:
            self.add_error(name, message)
        return value

    def point_typed(self, given: dict[str, Any]) -> tuple[float, float] | None:
        """Return longitude and latitude of the coordinates."""
        text = self.require(given, "coordinates", _("Give coordinates, put the pin on the map, or use GPS"))
        if not text:
            return None
        try:
            return parse_coordinates(text)
        except ValidationError as error:
            self.add_error("coordinates", error)
            return None

    def point_of_mark(self, given: dict[str, Any]) -> tuple[float, float] | None:
        """Return longitude and latitude of the kilometre of a line."""
        line = self.require(given, "km_line", _("Choose the line"))
        km = self.require(given, "km_mark", _("Give the kilometre"))
        if not line or km is None:
            return None
        point = point_at_km(line, int(km * 1000))
        if point is None:
            length = BorderLine.objects.values_list("length_km", flat=True).get(pk=line)
            self.add_error("km_mark", _("This line ends at km %(km)s") % {"km": length})
        return point


def precision_of_device(given: dict[str, Any]) -> int | None:
    """Return how exact a GPS point is by what the device claims; None for a pin or typed coordinates."""
    if given.get("coordinates_from") != "gps" or given.get("gps_accuracy") is None:
        return None
    metres = given["gps_accuracy"]
    for precision, limit in (
        (LocationPrecision.EXACT, 100),
        (LocationPrecision.WITHIN_500_M, 500),
        (LocationPrecision.WITHIN_2_KM, 2_000),
    ):
        if metres <= limit:
            return precision.value
    return LocationPrecision.COMMUNITY.value
