"""What the answers of a new incident mean: its time, its place, its severity."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.gis.db.models import Extent
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from incidents.codes import Crowd, Harm, Origin, Stoppage, TimePrecision
from incidents.errors import FarFromEveryLine
from incidents.place_answers import PlaceAnswers, precision_of_device
from incidents.questions import Questions, clock_choices
from incidents.severity import Proposal, propose
from people.models import Clock, User
from segments.models import BorderLine, Place, Segment

SEVERAL = ("forms", "causes")
NAMES = tuple(Questions.base_fields)
MORE = (
    "summary",
    "stoppage",
    "causes",
    "until_date",
    "until_time",
    "time_precision",
    "clock",
    "location_precision",
    "exercise",
)
WITHOUT_A_TIME = {TimePrecision.DAY, TimePrecision.WEEK, TimePrecision.MONTH}
NOON = time(12)
# Around the sector: the places an officer is likely to name.
NEAR_DEGREES = 0.15


def proposal_of(answers: Mapping[str, Any]) -> Proposal:
    """Return the severity that answers propose, right or wrong as they are typed."""
    return propose(
        forms=answers.get("forms") or (),
        crowd=answers.get("crowd") or Crowd.UNKNOWN,
        harm=answers.get("harm") or Harm.UNKNOWN,
        stoppage=answers.get("stoppage") or Stoppage.UNKNOWN,
    )


def sector_box(user: User) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of the officer's sectors, or None without a sector."""
    box = Segment.objects.filter(sector__in=user.sectors.all()).aggregate(box=Extent("geometry"))["box"]
    return tuple(box) if box else None


def place_choices(user: User) -> list[tuple[str, Any]]:
    """Return the known places by name, those along the officer's sectors first."""
    box = sector_box(user)
    near: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for place in Place.objects.defer("search_key", "source", "other_names"):
        group = near if box and _is_near(place, box) else others
        group.append((place.code, place.name))
    groups = [(_("Along your sector"), near), (_("Other places"), others)] if near else [(_("Known places"), others)]
    return [("", _("Choose")), *((label, sorted(rows, key=lambda row: row[1])) for label, rows in groups)]


def _is_near(place: Place, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    lon, lat = place.location.x, place.location.y
    near_lon = west - NEAR_DEGREES <= lon <= east + NEAR_DEGREES
    return bool(near_lon and south - NEAR_DEGREES <= lat <= north + NEAR_DEGREES)


def line_choices() -> list[tuple[str, str]]:
    return [(line.code, line.name) for line in BorderLine.objects.order_by("position").defer("geometry")]


class NewIncidentForm(PlaceAnswers, Questions):
    """A new incident. Once valid, `facts` are what `report_incident` takes.

    "Just now" and "minutes ago" count from `stated_at`. A time is read on the clock it was stated on, which is
    the officer's unless said otherwise; never the device's.
    """

    def __init__(self, *args: Any, user: User, stated_at: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.stated_at = user, stated_at or timezone.now()
        self.facts: dict[str, Any] = {}
        self.is_far = False
        self.fields["place"].choices = place_choices(user)  # type: ignore[attr-defined]
        self.fields["km_line"].choices = line_choices()  # type: ignore[attr-defined]
        self.fields["clock"].choices = clock_choices(user.time_zone)  # type: ignore[attr-defined]
        self.fields["clock"].initial = user.time_zone
        self.fields["stoppage"].initial = Stoppage.UNKNOWN
        self.fields["raise_to"].initial = ""

    @classmethod
    def of_answers(cls, answers: Mapping[str, Any], **kwargs: Any) -> "NewIncidentForm":
        """Return the form bound to the answers of a draft."""
        data = MultiValueDict(
            {name: value if isinstance(value, list) else [value] for name, value in answers.items() if name in NAMES}
        )
        return cls(data, **kwargs)

    @property
    def asks_to_confirm_far(self) -> bool:
        """Whether to show the tick that accepts a place far from every line."""
        return self.is_far or bool(self["confirm_far"].value())

    @property
    def proposal(self) -> Proposal:
        """The severity the answers propose."""
        return proposal_of({name: self[name].value() for name in ("forms", "crowd", "harm", "stoppage")})

    @property
    def shows_more(self) -> bool:
        """Whether the folded part holds an answer or an error."""
        return any(self.errors.get(name) or self._is_answered(name) for name in MORE)

    def _is_answered(self, name: str) -> bool:
        value = self[name].value()
        return bool(value) and value != self.fields[name].initial and value != TimePrecision.MINUTE

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.facts = {
            "title": " ".join(given.get("title", "").split()),
            "cause": given.get("cause"),
            "causes": given.get("causes") or [],
            "forms": given.get("forms") or [],
            "crowd": given.get("crowd"),
            "harm": given.get("harm"),
            "stoppage": given.get("stoppage") or Stoppage.UNKNOWN,
            "summary": given.get("summary", ""),
            "language": (get_language() or self.user.language)[:2],
            "origin": Origin.EXERCISE if given.get("exercise") else Origin.OFFICIAL,
            "confirm_far": given.get("confirm_far", False),
            **self._time(given),
            **self._place(given),
            **self._severity(given),
        }
        return given

    def refuse(self, error: ValidationError) -> None:
        """Put what a service refused beside the question it is about."""
        self.is_far = self.is_far or isinstance(error, FarFromEveryLine)
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            self.add_error(self._question_of(name), messages)

    def _question_of(self, fact: str) -> str | None:
        places = {"point": "coordinates", "place": "place", "km": "km_mark"}
        times = {"now": "when", "ago": "minutes_ago", "exact": "at_time"}
        if fact == "location":
            return places.get(self.cleaned_data.get("place_by", ""), "place_by")
        if fact == "occurred_at":
            return times.get(self.cleaned_data.get("when", ""), "when")
        if fact == "occurred_until":
            return "until_time"
        return fact if fact in self.fields else None

    def _time(self, given: dict[str, Any]) -> dict[str, Any]:
        zone = given.get("clock") or self.user.time_zone
        precision = given.get("time_precision") or TimePrecision.MINUTE
        facts: dict[str, Any] = {"clock": Clock(zone), "time_precision": precision}
        when = given.get("when")
        if when == "now":
            facts["occurred_at"] = _to_the_minute(self.stated_at)
        elif when == "ago":
            minutes = self.require(given, "minutes_ago", _("Say how many minutes ago"))
            if minutes is not None:
                facts["occurred_at"] = _to_the_minute(self.stated_at - timedelta(minutes=minutes))
        elif when == "exact":
            day = self.require(given, "on_date", _("Give the date"))
            moment = given.get("at_time")
            if moment is None and precision in WITHOUT_A_TIME and "at_time" not in self.errors:
                moment = NOON
            if moment is None:
                self.require(given, "at_time", _("Give the time"))
            elif day is not None:
                facts["occurred_at"] = datetime.combine(day, moment, ZoneInfo(zone))
        facts["occurred_until"] = self._end(given, zone)
        return facts

    def _end(self, given: dict[str, Any], zone: str) -> datetime | None:
        day, moment = given.get("until_date"), given.get("until_time")
        if day is None and moment is None:
            return None
        if day is None:
            self.require(given, "until_date", _("Give the date it ended"))
            return None
        if moment is None:
            self.require(given, "until_time", _("Give the time it ended"))
            return None
        return datetime.combine(day, moment, ZoneInfo(zone))

    def _place(self, given: dict[str, Any]) -> dict[str, Any]:
        by, precision = given.get("place_by"), given.get("location_precision")
        facts: dict[str, Any] = {"location_precision": precision}
        if by == "unknown":
            return {"location_unknown": True}
        if by == "place":
            facts["place"] = self.require(given, "place", _("Choose the place"))
        elif by == "point":
            facts["location"] = self.point_typed(given)
            facts["location_precision"] = precision or precision_of_device(given)
        elif by == "km":
            facts["location"] = self.point_of_mark(given)
        return facts

    def _severity(self, given: dict[str, Any]) -> dict[str, Any]:
        proposed = proposal_of(given).level
        raised = int(given.get("raise_to") or 0)
        # Answers that changed since may propose more than it was raised to: it is never lowered.
        if raised <= proposed:
            return {"severity": proposed.value}
        reason = self.require(given, "severity_reason", _("Say why the level is higher than proposed"))
        return {"severity": raised, "severity_reason": reason or ""}


def _to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
