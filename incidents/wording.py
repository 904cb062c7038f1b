"""The place and the severity of an incident in words, for pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from incidents.codes import LocationPrecision
from incidents.coordinates import parse_coordinates
from incidents.questions import KilometreField
from incidents.reading import Reading
from incidents.severity import Proposal
from incidents.siting import site_of
from people.formats import kilometres
from segments.locate import point_at_km
from segments.models import Place


def proposal_words(proposal: Proposal) -> dict[str, Any]:
    """Return a proposed severity: its number, its name, and why."""
    level = proposal.level
    because = _("Because: %(reasons)s.") % {"reasons": ", ".join(_lower(r) for r in proposal.reasons)}
    return {
        "level": level.value,
        "label": f"{level.value}. {level.label}",
        "because": because if proposal.reasons else _("None of the answers asks for more."),
    }


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def listed(labels: Iterable[Any]) -> str:
    """Return labels as one phrase: only the first begins with a capital."""
    first, *others = [str(label) for label in labels] or [""]
    return ", ".join([capfirst(first), *(_lower(label) for label in others)])


def km_words(km: float, *, exact: bool) -> str:
    """Return a kilometre mark: to 100 m where it is the own side's, else a whole one."""
    language = get_language() or "en"
    if exact:
        said = _("km %(km)s") % {"km": kilometres(km, language, places=1, most=1)}
    else:
        said = _("about km %(km)s") % {"km": kilometres(round(km), language, most=0)}
    # A mark is not torn from its number at the end of a line.
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def distance_words(metres: float, *, exact: bool) -> str:
    """Return how far a place is from the mapped line, never on which side of it."""
    language = get_language() or "en"
    if not exact and metres < 250:
        return _("less than 250 m from a mapped line")
    if metres < 1000:
        said = _("%(m)d m from a mapped line") if exact else _("about %(m)d m from a mapped line")
        return said % {"m": round(metres)}
    km = kilometres(metres / 1000, language, places=1, most=1)
    return (_("%(km)s km from a mapped line") if exact else _("about %(km)s km from a mapped line")) % {"km": km}


def is_exact(read: Reading) -> bool:
    """Whether the reader knows the place well enough for metres: by an open account, within 500 m."""
    account = read.account
    return bool(account and account.location and (account.location_precision or 7) <= LocationPrecision.WITHIN_500_M)


def where_words(read: Reading) -> list[str]:
    """Return the place of an incident as its reader may know it, most telling part first."""
    incident = read.incident
    if incident.segment_id is None:
        return [_("Place unknown")]
    exact = is_exact(read)
    words = [incident.place.name] if incident.place is not None and (incident.location_precision or 0) < 5 else []
    words.append(_("segment %(code)s") % {"code": incident.segment_id})
    if read.km_mark is not None:
        words.append(km_words(read.km_mark, exact=exact))
    return words


def site_words(answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return where the answers of a draft put the incident, or None while they do not say."""
    try:
        location, place = _said_place(answers)
        site = site_of(location=location, place=place, precision=None, on=timezone.now().date(), confirm_far=True)
    except ValidationError:
        return None
    if site is None:
        return None
    near = Place.objects.filter(pk=site.place).first() if site.place else None
    words = [near.name] if near else []
    words.append(_("segment %(code)s") % {"code": site.segment})
    words.append(km_words(site.exact_km_m / 1000, exact=True))
    return {
        "words": ", ".join(words),
        "distance": distance_words(site.exact_distance_m, exact=True),
        "point": [round(site.exact.x, 5), round(site.exact.y, 5)],
    }


def _said_place(answers: Mapping[str, Any]) -> tuple[tuple[float, float] | None, str | None]:
    by = answers.get("place_by")
    if by == "point" and answers.get("coordinates"):
        return parse_coordinates(answers["coordinates"]), None
    if by == "place":
        return None, answers.get("place")
    if by == "km" and answers.get("km_line") and answers.get("km_mark"):
        km = KilometreField(min_value=0, max_digits=9, decimal_places=3).clean(answers["km_mark"])
        return point_at_km(answers["km_line"], int(km * 1000)), None
    return None, None
