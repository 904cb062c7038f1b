"""What one side says of an incident, in a form that can be judged. Whatever is empty, the side does not say."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

# A code that says that the side does not know is no statement.
UNKNOWN = "unknown"


class Said:
    """One statement. `is_coded` can be judged; `is_in_words` can only be shown."""

    @property
    def is_coded(self) -> bool:
        raise NotImplementedError

    @property
    def is_in_words(self) -> bool:
        return False

    @property
    def is_silent(self) -> bool:
        return not self.is_coded and not self.is_in_words


@dataclass(frozen=True)
class Moment(Said):
    """A moment as stated: an aware instant, how well it is known, and whose clock it was read from."""

    at: datetime
    precision: str = "minute"
    clock: str = "UTC"

    @property
    def is_coded(self) -> bool:
        return True

    @property
    def slack(self) -> timedelta:
        """How far the true moment may lie from the stated one, where a time of day was stated."""
        return timedelta(hours=1) if self.precision == "hour" else timedelta()

    @property
    def is_a_time(self) -> bool:
        """Whether a time of day was stated, and not only a day, week or month."""
        return self.precision in {"minute", "hour"}

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day meant, on the stated clock."""
        day = self.at.astimezone(ZoneInfo(self.clock)).date()
        if self.precision == "week":
            first = day - timedelta(days=day.weekday())
            return first, first + timedelta(days=6)
        if self.precision == "month":
            first = day.replace(day=1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return day, day

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The instants between which the stated days begin and end."""
        zone = ZoneInfo(self.clock)
        first, last = self.days
        return (
            datetime(first.year, first.month, first.day, tzinfo=zone),
            datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1),
        )


@dataclass(frozen=True)
class PlaceSaid(Said):
    """A place as stated, with its precision (1 exact to 7 region), and what it lies in.

    `segment`, `district` and `region` are codes of the border; an empty one is not known.
    """

    lon: float | None = None
    lat: float | None = None
    precision: int = 2
    segment: str = ""
    district: str = ""
    region: str = ""
    words: str = ""
    map: str = ""

    @property
    def is_coded(self) -> bool:
        return self.lon is not None and self.lat is not None

    @property
    def point(self) -> tuple[float, float]:
        """Longitude and latitude, of a place that has them."""
        assert self.lon is not None
        assert self.lat is not None
        return self.lon, self.lat

    @property
    def is_in_words(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class CauseSaid(Said):
    """The cause a side names first, and all it names."""

    primary: str
    every: frozenset[str] = frozenset()

    @property
    def is_coded(self) -> bool:
        return self.primary not in {"", UNKNOWN}


@dataclass(frozen=True)
class ActionSaid(Said):
    """Who acted first (a side, `both`, `third`), and the act in words."""

    by: str = ""
    words: str = ""

    @property
    def is_coded(self) -> bool:
        return self.by not in {"", UNKNOWN}

    @property
    def is_in_words(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class CrowdSaid(Said):
    """How many people gathered: one of the ranges of the vocabulary."""

    size: str

    @property
    def is_coded(self) -> bool:
        return self.size not in {"", UNKNOWN}


@dataclass(frozen=True)
class Coded(Said):
    """Several codes that are all true, and words beside them. The code `none` says that there was nothing."""

    codes: frozenset[str] = frozenset()
    words: str = ""

    @property
    def is_coded(self) -> bool:
        return bool(self.codes)

    @property
    def is_in_words(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class Count:
    """A number of people with its author, in the bounds the author gives; `people` empty is not said whose."""

    status: str
    best: int
    low: int
    high: int
    people: str = ""
    category: str = UNKNOWN
    author: str = ""
    as_of: date | None = None

    def overlaps(self, other: "Count") -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Facts:
    """All that one side says, as far as it is compared."""

    start: Moment | None = None
    end: Moment | None = None
    place: PlaceSaid | None = None
    cause: CauseSaid | None = None
    first_action: ActionSaid | None = None
    forms: Coded | None = None
    crowd: CrowdSaid | None = None
    forces: Coded | None = None
    damage: Coded | None = None
    measures: Coded | None = None
    counts: tuple[Count, ...] = ()

    def counted(self, status: str) -> tuple[Count, ...]:
        """Return the numbers of one status, in the order given."""
        return tuple(count for count in self.counts if count.status == status)
