"""What belongs to an incident, as one reader may know it, and what is offered as the same."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext

from incidents.codes import LinkKind, Status
from incidents.joining.accounts import joined_to
from incidents.joining.similar import Similar, similar_to
from incidents.models import Account, Incident, IncidentLink
from incidents.reading import Reading, readings
from incidents.spans import place_apart, time_apart
from incidents.titles import composed_title
from incidents.wording import where_words
from incidents.workflow import is_possible
from people.models import User

# What a writer may say besides that two are the same.
BELONGS = (LinkKind.PRECURSOR, LinkKind.RETALIATION, LinkKind.SAME_OBJECT, LinkKind.SPILL_OVER)


@dataclass(frozen=True)
class Related:
    """One link as its reader reads it from one of its ends: the other incident, and what that one is to this one."""

    link: IncidentLink
    other: Reading
    words: str
    may_end: bool


def related_to(read: Reading) -> list[Related]:
    """Return the links of an incident to others that the reader may know of, joins first, then by when they were made.

    What is *not related* is left out: it only keeps a pair from being offered again.
    """
    reader, own = read.reader, read.incident.pk
    links = list(
        IncidentLink.objects.visible_to(reader)
        .live()
        .of(read.incident)
        .exclude(kind=LinkKind.NOT_RELATED)
        .select_related("made_by")
        .order_by("made_at", "pk")
    )
    ends = {link.pk: link.to_incident_id if link.from_incident_id == own else link.from_incident_id for link in links}
    seen = Incident.objects.visible_to(reader).filter(pk__in=set(ends.values())).for_reading()
    others = {other.incident.pk: other for other in readings(seen, reader)}
    found = [
        Related(
            link=link,
            other=others[ends[link.pk]],
            words=_words(link, is_from_here=link.from_incident_id == own),
            may_end=bool(reader.speaks_for_a_side and reader.side_id == link.side_id),
        )
        for link in links
        if ends[link.pk] in others
    ]
    return sorted(found, key=lambda each: each.link.kind != LinkKind.JOINED)


def _words(link: IncidentLink, *, is_from_here: bool) -> str:
    """Return what the other incident is to this one."""
    if not is_from_here or link.kind in {LinkKind.SAME_OBJECT, LinkKind.JOINED}:
        return str(LinkKind(link.kind).label)
    return {
        LinkKind.PRECURSOR: pgettext("link", "Followed from it"),
        LinkKind.RETALIATION: pgettext("link", "Was answered by it"),
        LinkKind.SPILL_OVER: pgettext("link", "Spread to it"),
    }[LinkKind(link.kind)]


@dataclass(frozen=True)
class Offer:
    """One incident that may be the same, and what the reader's side can say of the pair.

    `join` is "this" where this incident can be joined into the other, "other" the other way round, "" neither.
    """

    one: Similar
    join: str
    # What the reader's side has written of it: there, or on a report of its own that was joined to it.
    own_account: Account | None

    @property
    def read(self) -> Reading:
        return self.one.read

    @property
    def incident(self) -> Incident:
        return self.one.read.incident

    @property
    def composed(self) -> str:
        return composed_title(self.incident)

    @property
    def where(self) -> str:
        return ", ".join(where_words(self.read))

    @property
    def apart(self) -> str:
        """How far apart in time and place, in words."""
        return f"{time_apart(self.one)}, {place_apart(self.one)}"


def offers_for(read: Reading) -> list[Offer]:
    """Return what may be the same as an incident, for a reader who writes a side's record; else nothing."""
    if not read.may_write:
        return []
    found = similar_to(read)
    has_joined = bool(found) and not read.incident._state.adding and bool(joined_to(read.incident))
    own = _own_accounts_joined(found, read.reader)
    return [
        Offer(one, _join(read, one, has_joined=has_joined), one.own_account or own.get(one.read.incident.pk))
        for one in found
    ]


def _own_accounts_joined(found: list[Similar], reader: User) -> dict[Any, Account]:
    """Return the accounts the reader's side wrote on reports that were joined to one of these, by the latter's id."""
    ids = [one.read.incident.pk for one in found]
    links = IncidentLink.objects.visible_to(reader).live().filter(kind=LinkKind.JOINED, to_incident__in=ids)
    into = dict(links.values_list("from_incident", "to_incident"))
    own = Account.objects.visible_to(reader).filter(side=reader.side_id, incident__in=list(into)).order_by("version")
    return {into[account.incident_id]: account for account in own}


def _join(read: Reading, one: Similar, *, has_joined: bool) -> str:
    this, other, own = read.incident, one.read.incident, read.reader.side_id
    if this._state.adding or not (this.is_shared and other.is_shared):
        return ""
    if this.side_id == own and is_possible("join", this.status) and not has_joined:
        return "this"
    if other.side_id == own and is_possible("join", other.status) and this.status != Status.JOINED:
        return "" if joined_to(other) else "other"
    return ""


def links_context(read: Reading) -> dict[str, Any]:
    """Return what `_links.html` and `_similar.html` show."""
    related = related_to(read)
    joins = [each for each in related if each.link.kind == LinkKind.JOINED]
    return {
        "joined_into": next((each for each in joins if each.link.from_incident_id == read.incident.pk), None),
        "joined_here": [each for each in joins if each.link.to_incident_id == read.incident.pk],
        "related": [each for each in related if each.link.kind != LinkKind.JOINED],
        "offers": offers_for(read),
        "link_kinds": [(kind.value, kind.label) for kind in BELONGS],
        "may_link": read.may_write,
    }
