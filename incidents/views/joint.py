"""What pages show of a joint account: what was agreed, what stayed open, and who signed it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from incidents.codes import Fact, Status
from incidents.joint.reading import Review, Signature, may_read_review, review_of
from incidents.joint.review import Change, Text
from incidents.joint.words import what_changed
from incidents.models import JointWording
from incidents.reading import Reading
from people.models import Role, Side

# So much of a hash tells two texts apart at a glance.
SHORT = 12


@dataclass(frozen=True)
class Shown:
    """Something a side did, for a page: whose, from which post, when, and of the own side also the person."""

    side: str
    at: datetime | None
    post: str
    said: str = ""
    text: str = ""
    language: str = ""


@dataclass(frozen=True)
class ShownSignature:
    """A signature, with what it no longer counts for."""

    side: str
    at: datetime
    post: str
    name: str
    content_hash: str
    is_valid: bool
    voided_by: Shown | None

    @property
    def short_hash(self) -> str:
        return self.content_hash[:SHORT]


def sides_in_order(read: Reading) -> list[Side]:
    """Return both sides in the order the reader sees them."""
    return read.in_order(read.incident.border.sides.all(), lambda side: side.code)


def joint_review(read: Reading) -> Review | None:
    """Return the joint review of an incident, if it was begun and the reader may read it."""
    if not may_read_review(read.reader, read.incident):
        return None
    is_under_way = read.incident.status in {Status.UNDER_REVIEW, Status.AGREED, Status.DISAGREED}
    if not is_under_way and not JointWording.objects.filter(incident=read.incident).exists():
        return None
    return review_of(read.incident, sides_in_order(read))


def joint_context(read: Reading, review: Review | None = None) -> dict[str, Any]:
    """Return what `_joint.html` shows: `joint` is None where no word was agreed or left open yet."""
    review = review or joint_review(read)
    if review is None or not review.moves:
        return {"joint": None}
    return {"joint": joint_words(review.text, read) | _signed(review, read)}


def joint_words(text: Text, read: Reading) -> dict[str, Any]:
    """Return a joint text for a page: the agreed words, the open facts, and the versions it rests on."""
    return {
        "number": text["incident"],
        "agreed": [each | {"label": Fact(each["fact"]).label} for each in text["agreed"]],
        "open": [Fact(fact).label for fact in text["open"]],
        "rests_on": read.in_order(
            [each | {"short_hash": each["content_hash"][:SHORT]} for each in text["rests_on"]],
            lambda each: each["side"],
        ),
    }


def _signed(review: Review, read: Reading) -> dict[str, Any]:
    signatures = [shown_signature(each, read) for each in review.signatures]
    number = read.incident.number or str(read.incident.pk)
    return {
        "short_hash": review.content_hash[:SHORT],
        "signatures": read.in_order([each for each in signatures if each.is_valid], lambda each: each.side),
        "void": [each for each in signatures if not each.is_valid],
        "is_signed": review.is_signed,
        "url": reverse("incidents:review", args=[number]),
    }


def shown_signature(signature: Signature, read: Reading) -> ShownSignature:
    """Return a signature for a page; a void one with the first change that voided it."""
    row = signature.row
    return ShownSignature(
        str(row.side_id),
        row.at,
        str(Role(row.post).label),
        str(row.by) if row.side_id == read.reader.side_id else "",
        row.content_hash,
        signature.is_valid,
        shown_change(signature.voided_by[0]) if signature.voided_by else None,
    )


def shown_change(change: Change) -> Shown:
    """Return a change for a page."""
    post = str(Role(change.post).label) if change.post else ""
    return Shown(change.side, change.at, post, what_changed(change), change.text, change.language)
