"""What the answers about a side's account mean: the facts that `write_account` takes, and back again."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Select
from django.utils.translation import gettext as _

from incidents.accounts.questions import NOT_STATED, AccountQuestions
from incidents.codes import Harm, LocationPrecision, Stoppage, TimePrecision
from incidents.errors import FarFromEveryLine
from incidents.forms import NOON, WITHOUT_A_TIME, line_choices, place_choices
from incidents.models import Account, Incident
from incidents.questions import clock_choices
from people.formats import on_clock
from people.models import Clock, Post, Side, User
from segments.models import Place

# Answers that are kept as they are given.
PLAIN = (
    "summary",
    "language",
    "place_text",
    "map_relied_on",
    "cause",
    "first_action_by",
    "first_action",
    "crowd",
    "forces_note",
    "damage_note",
    "measures_note",
    "author_post",
)
SEVERAL = ("causes", "forms", "forces", "damage", "measures")
QUESTION_OF = {
    "occurred_at": "on_date",
    "occurred_until": "until_date",
    "known_at": "known_date",
}
PLACE_QUESTIONS = {"signal": "place_by", "point": "coordinates", "place": "place", "km": "km_mark"}


def first_action_choices(sides: Iterable[Side]) -> list[tuple[str, Any]]:
    """Return who may have acted first: the sides in their order, both, somebody else, not known."""
    return [
        *((side.code, side.name) for side in sides),
        ("both", _("Both at once")),
        ("third", _("Somebody else")),
        ("unknown", _("Not known")),
    ]


class AccountForm(AccountQuestions):
    """The own side's account. Once valid, `facts` are what `write_account` takes, rows apart.

    `written` is the version the form was begun from, and None where the side has said nothing yet.
    `says` are the words of the signal by the name of the question they stand beside.
    """

    def __init__(
        self,
        *args: Any,
        user: User,
        incident: Incident,
        sides: Iterable[Side],
        written: Account | None,
        says: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = answers_of(written, user) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.user, self.incident, self.written = user, incident, written
        self.facts: dict[str, Any] = {}
        self.is_far = False
        choices: Any = self.fields
        choices["place"].choices = place_choices(user)
        choices["km_line"].choices = line_choices()
        choices["clock"].choices = clock_choices(user.time_zone)
        choices["first_action_by"].choices = [("", NOT_STATED), *first_action_choices(sides)]
        if incident.location is None:
            choices["place_by"].choices = [each for each in choices["place_by"].choices if each[0] != "signal"]
        self._offer_posts()
        for name, words in (says or {}).items():
            self.fields[name].help_text = f"{self.fields[name].help_text} {words}".strip()

    def _offer_posts(self) -> None:
        """Make the post a choice of those the side names; until it names any, it is a text."""
        names = list(Post.objects.of_side(self.user.side_id).in_use().values_list("name", flat=True))
        if not names:
            return
        stands = self.written.author_post if self.written else ""
        text = self.fields["author_post"]
        self.fields["author_post"] = ChoiceField(
            label=text.label,
            help_text=text.help_text,
            # A post that was retired since stays what it was.
            choices=[("", NOT_STATED), *((name, name) for name in dict.fromkeys([*filter(None, [stands]), *names]))],
            required=False,
            widget=Select(attrs={"class": "field"}),
        )

    @property
    def asks_to_confirm_far(self) -> bool:
        """Whether to show the tick that accepts a place far from every line."""
        return self.is_far or bool(self["confirm_far"].value())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.facts = {
            **{name: given.get(name) or "" for name in PLAIN},
            **{name: given.get(name) or [] for name in SEVERAL},
            "title": " ".join(given.get("title", "").split()),
            "harm": given.get("harm") or Harm.UNKNOWN,
            "stoppage": given.get("stoppage") or Stoppage.UNKNOWN,
            **self._times(given),
            **self._place(given),
        }
        return given

    def refuse(self, error: ValidationError) -> None:
        """Put what a service refused beside the question it is about."""
        self.is_far = self.is_far or isinstance(error, FarFromEveryLine)
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            question = QUESTION_OF.get(name, name)
            if name == "location":
                question = PLACE_QUESTIONS.get(self.cleaned_data.get("place_by", ""), "place_by")
            self.add_error(question if question in self.fields else None, messages)

    def _times(self, given: dict[str, Any]) -> dict[str, Any]:
        zone = ZoneInfo(given.get("clock") or self.user.time_zone)
        precision = given.get("time_precision") or TimePrecision.MINUTE
        began = self._moment(given, "on_date", "at_time", zone, precision)
        return {
            "occurred_at": began,
            "occurred_until": self._moment(given, "until_date", "until_time", zone, precision),
            "known_at": self._moment(given, "known_date", "known_time", zone, TimePrecision.MINUTE),
            "clock": Clock(zone.key) if began else "",
            "time_precision": precision if began else "",
        }

    def _moment(self, given: dict[str, Any], on: str, at: str, zone: ZoneInfo, precision: str) -> datetime | None:
        day, moment = given.get(on), given.get(at)
        if {on, at} & self.errors.keys() or (day is None and moment is None):
            return None
        if day is None:
            self.add_error(on, _("Give the date, too"))
            return None
        if moment is None:
            if precision not in WITHOUT_A_TIME:
                self.add_error(at, _("Give the time, or say that only the day is known"))
                return None
            moment = NOON
        return self._kept(on, day, moment, zone) or datetime.combine(day, moment, zone)

    def _kept(self, on: str, day: date, moment: time, zone: ZoneInfo) -> datetime | None:
        """Return the moment as it stands, seconds and all, where the answer still says the same minute."""
        facts = {"on_date": "occurred_at", "until_date": "occurred_until", "known_date": "known_at"}
        stands: datetime | None = getattr(self.written, facts[on], None)
        if stands is None:
            return None
        local = on_clock(stands, zone.key)
        same = local.date() == day and (local.hour, local.minute) == (moment.hour, moment.minute)
        return stands if same else None

    def _place(self, given: dict[str, Any]) -> dict[str, Any]:
        by = given.get("place_by")
        facts: dict[str, Any] = {
            "location_precision": given.get("location_precision"),
            "confirm_far": given.get("confirm_far", False),
        }
        if by == "signal":
            point = self.incident.location
            assert point is not None
            return {
                "location": (point.x, point.y),
                "location_precision": facts["location_precision"] or self.incident.location_precision,
                "confirm_far": True,
            }
        if by == "point":
            return facts | self._point(given)
        if by == "km":
            return facts | {"location": self.point_of_mark(given)}
        if by == "place":
            return facts | self._known_place(given)
        return {"location_unknown": True}

    def _point(self, given: dict[str, Any]) -> dict[str, Any]:
        stands = self.written.location if self.written else None
        if stands is not None and given.get("coordinates") == coordinates_of(stands):
            # What is shown is rounded to a metre; what stands is kept.
            return {"location": (stands.x, stands.y), "confirm_far": True}
        return {"location": self.point_typed(given)}

    def _known_place(self, given: dict[str, Any]) -> dict[str, Any]:
        code = self.require(given, "place", _("Choose the place"))
        place = Place.objects.defer("search_key").filter(pk=code).first() if code else None
        if place is None:
            return {}
        # The point alone would not say which place was meant.
        words = {} if given.get("place_text") else {"place_text": place.name}
        precision = given.get("location_precision") or LocationPrecision.WITHIN_2_KM
        return {"place": code, "location_precision": precision, **words}


def coordinates_of(point: Any) -> str:
    """Return a point as it is typed: latitude and longitude to a metre."""
    return f"{point.y:.5f}, {point.x:.5f}"


def answers_of(account: Any, user: User) -> dict[str, Any]:
    """Return what an account says, as the answers of the form; of none, the clock and language of its writer.

    `account` may be a row of its history.
    """
    if account is None:
        own_clock = user.side.time_zone if user.side else user.time_zone
        return {
            "clock": own_clock,
            "language": user.language,
            "time_precision": TimePrecision.MINUTE,
            "harm": Harm.UNKNOWN,
            "stoppage": Stoppage.UNKNOWN,
        }
    answers = {name: getattr(account, name) for name in ("title", *PLAIN, "harm", "stoppage")}
    answers |= {name: list(getattr(account, name)) for name in SEVERAL}
    answers["causes"] = [code for code in account.causes if code != account.cause]
    zone = account.clock or (user.side.time_zone if user.side else user.time_zone)
    precision = account.time_precision or TimePrecision.MINUTE
    answers |= {"clock": zone, "time_precision": precision}
    for moment, on, at in (
        (account.occurred_at, "on_date", "at_time"),
        (account.occurred_until, "until_date", "until_time"),
        (account.known_at, "known_date", "known_time"),
    ):
        if moment is None:
            continue
        local = on_clock(moment, zone)
        answers[on] = f"{local:%Y-%m-%d}"
        if precision not in WITHOUT_A_TIME or on == "known_date":
            answers[at] = f"{local:%H:%M}"
    if account.location is not None:
        answers |= {
            "place_by": "point",
            "coordinates": coordinates_of(account.location),
            "location_precision": account.location_precision,
        }
    return answers
