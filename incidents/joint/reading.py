"""The joint review of one incident, read from the database: what both sides can read, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from incidents.accounts.facts import Comparison, Told, facts_of
from incidents.accounts.hashing import digest
from incidents.codes import AccountState, LinkKind
from incidents.comparison import compare, differences_first
from incidents.joint.review import (
    Change,
    FactReview,
    Released,
    Text,
    basis_at,
    changes_since,
    facts_after,
    joint_text,
    text_seen,
)
from incidents.models import Account, EntryKind, Incident, IncidentLink, JointSignature, JointWording, TimelineEntry
from incidents.querysets import SHARED
from people.models import Role, Side, User

# They read what both sides open to them; what the sides say to each other on the way is not.
OUTSIDE = (Role.OBSERVER, Role.AUTHORITY)


def may_read_review(reader: User, incident: Incident) -> bool:
    """Whether a reader of an incident may read its joint review: both sides, and who works for both."""
    return incident.is_shared and incident.side_id is not None and reader.role not in OUTSIDE


@dataclass(frozen=True)
class Signature:
    """A signature under the joint account: it counts while the text is the one that was signed."""

    row: JointSignature
    voided_by: tuple[Change, ...]
    is_valid: bool


@dataclass
class Review:
    """The moves, released accounts and signatures of one incident, and what follows from them.

    `sides` are in the order its reader sees them.
    """

    incident: Incident
    sides: list[Side]
    moves: list[JointWording]
    history: list[Released]
    rows: list[JointSignature]

    @cached_property
    def basis(self) -> dict[str, Released]:
        """The account of each side that both sides read now."""
        return basis_at(self.history)

    @cached_property
    def text(self) -> Text:
        return joint_text(self.incident.number or "", self.moves, self.basis)

    @cached_property
    def content_hash(self) -> str:
        return digest(self.text)

    @cached_property
    def comparison(self) -> Comparison:
        """The accounts the joint account rests on, fact by fact."""
        pks = [each.account for each in self.basis.values()]
        accounts = Account.objects.filter(pk__in=pks, state=AccountState.RELEASED)
        accounts = accounts.select_related("side", "author", "incident__border", "incident__segment")
        by_side = {str(one.side_id): one for one in accounts}
        heard = [by_side[side.code] for side in self.sides if side.code in by_side]
        facts = facts_of(heard)
        told = {str(one.side_id): Told(one, said, []) for one, said in zip(heard, facts, strict=True)}
        return Comparison(self.sides, told, differences_first(compare(*facts)) if len(facts) == 2 else [])

    @cached_property
    def facts(self) -> list[FactReview]:
        """Every fact that either account speaks of or that was worded, in the order of the vocabulary."""
        return facts_after(self.moves, [each.key for each in self.comparison.facts])

    @property
    def unsettled(self) -> list[FactReview]:
        """What is neither agreed nor left open: nobody can sign yet."""
        return [fact for fact in self.facts if not fact.is_settled]

    @property
    def missing_sides(self) -> list[Side]:
        """The sides without a released account."""
        return [side for side in self.sides if side.code not in self.basis]

    @property
    def is_ready_to_sign(self) -> bool:
        return bool(self.facts) and not self.unsettled and not self.missing_sides

    @cached_property
    def signatures(self) -> list[Signature]:
        """Every signature, earliest first."""
        found = []
        for row in self.rows:
            is_valid = row.content_hash == self.content_hash
            changes = () if is_valid else tuple(changes_since(row.text, self.moves, self.history))
            found.append(Signature(row, changes, is_valid))
        return found

    @property
    def signed_by(self) -> dict[str, JointSignature]:
        """The valid signature of each side."""
        return {str(each.row.side_id): each.row for each in self.signatures if each.is_valid}

    @property
    def is_signed(self) -> bool:
        """Whether both sides have signed the joint account as it is."""
        return len(self.signed_by) == 2

    def changes_since_seen(self, content_hash: str) -> list[Change]:
        """Return what changed in the text since it had a hash; nothing is known of one it never had."""
        seen = text_seen(content_hash, self.incident.number or "", self.moves, self.history, digest)
        return changes_since(seen, self.moves, self.history) if seen is not None else []


def review_of(incident: Incident, sides: list[Side]) -> Review:
    """Read the joint review of an incident, the same for whoever may read it."""
    # With the person, whom a page names to the own side alone.
    moves = JointWording.objects.filter(incident=incident, visibility__in=SHARED).select_related("by")
    rows = JointSignature.objects.filter(incident=incident, visibility__in=SHARED).select_related("by")
    in_order = ("at", "pk")
    return Review(
        incident, sides, list(moves.order_by(*in_order)), released_history(incident), list(rows.order_by(*in_order))
    )


def released_history(incident: Incident) -> list[Released]:
    """Return every version of a side's account that was ever released, of the incident and those joined to it."""
    links = IncidentLink.objects.filter(to_incident=incident, kind=LinkKind.JOINED, ended_at=None)
    joined = list(links.order_by("made_at", "pk").values_list("from_incident", "pk"))
    parts: dict[UUID, tuple[int, UUID | None]] = {incident.pk: (0, None)}
    parts |= {pk: (n, link) for n, (pk, link) in enumerate(joined, 1)}
    accounts = Account.objects.filter(incident__in=parts, side__isnull=False, visibility__in=SHARED)
    accounts = accounts.order_by("released_at", "version").only(
        "incident", "side", "version", "content_hash", "released_at", "withdrawn_at"
    )
    posts = _posts(list(parts))
    return [
        Released(
            side=str(one.side_id),
            account=one.pk,
            version=one.version,
            content_hash=one.content_hash,
            released_at=one.released_at,
            withdrawn_at=one.withdrawn_at,
            part=parts[one.incident_id][0],
            link=parts[one.incident_id][1],
            released_post=posts.get((one.incident_id, one.released_at), ""),
            withdrawn_post=posts.get((one.incident_id, one.withdrawn_at), ""),
        )
        for one in accounts
    ]


def _posts(incidents: list[UUID]) -> dict[tuple[UUID, datetime | None], str]:
    """Return from which post accounts were released and withdrawn: of the other side that is all a reader may know."""
    kinds = (EntryKind.RELEASED, EntryKind.WITHDRAWN)
    entries = TimelineEntry.objects.filter(incident__in=incidents, kind__in=kinds, visibility__in=SHARED)
    return {(incident, at): post for incident, at, post in entries.values_list("incident", "at", "post")}
