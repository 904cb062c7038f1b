"""The joint review worked out from its moves: where each fact stands, the joint text, and what changed in it.

Pure: no database, no clock, no reader. Whichever side is named first, the text and its hash are the same.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from incidents.codes import Fact
from incidents.models.review import JointWording, Move

Text = dict[str, Any]
# Stands for a moment that is not known, among such alone.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Standing(StrEnum):
    """Where the joint wording of one fact stands."""

    NONE = "none"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    OPEN = "open"


@dataclass(frozen=True)
class FactReview:
    """Where one fact stands after its moves.

    `proposal` waits for the answer of the side that did not make it; a fact that is left open keeps standing open
    beside it until it is accepted. `agreed` is the proposal that was accepted, by `acceptance`.
    """

    fact: str
    moves: tuple[JointWording, ...] = ()
    proposal: JointWording | None = None
    agreed: JointWording | None = None
    acceptance: JointWording | None = None
    left_open: JointWording | None = None

    @property
    def standing(self) -> Standing:
        if self.acceptance is not None:
            return Standing.ACCEPTED
        if self.left_open is not None:
            return Standing.OPEN
        return Standing.PROPOSED if self.proposal is not None else Standing.NONE

    @property
    def is_settled(self) -> bool:
        """Whether it stands in the joint text: agreed, or named as open."""
        return self.standing in {Standing.ACCEPTED, Standing.OPEN}


def fact_after(fact: str, moves: Sequence[JointWording]) -> FactReview:
    """Return where a fact stands after its moves, given in their order."""
    proposal = agreed = acceptance = left_open = None
    for move in moves:
        if move.move == Move.PROPOSAL:
            # It takes the place of whatever was proposed or accepted before.
            proposal, agreed, acceptance = move, None, None
        elif move.move == Move.ACCEPTANCE:
            proposal, agreed, acceptance, left_open = None, proposal, move, None
        else:
            proposal, agreed, acceptance, left_open = None, None, None, move
    return FactReview(fact, tuple(moves), proposal, agreed, acceptance, left_open)


def facts_after(moves: Iterable[JointWording], spoken_of: Iterable[str]) -> list[FactReview]:
    """Return the facts either account speaks of, and those that were worded before, in the order of the vocabulary."""
    by_fact: dict[str, list[JointWording]] = {fact: [] for fact in spoken_of}
    for move in moves:
        by_fact.setdefault(move.fact, []).append(move)
    return [fact_after(fact, by_fact[fact]) for fact in Fact.values if fact in by_fact]


@dataclass(frozen=True)
class Released:
    """One version of a side's account that was released at some time, of the incident or of one joined to it.

    `part` counts the incidents it may come from: 0 is the incident itself. `link` is what joined the other one.
    """

    side: str
    account: UUID
    version: int
    content_hash: str
    released_at: datetime
    withdrawn_at: datetime | None = None
    part: int = 0
    link: UUID | None = None
    released_post: str = ""
    withdrawn_post: str = ""


def basis_at(history: Iterable[Released], moment: datetime | None = None) -> dict[str, Released]:
    """Return the account of each side that both sides read, now or just before a moment."""
    newest: dict[tuple[str, int], Released] = {}
    for each in history:
        key = (each.side, each.part)
        is_out = moment is None or each.released_at < moment
        if is_out and (key not in newest or newest[key].version < each.version):
            newest[key] = each
    found: dict[str, Released] = {}
    for side, part in sorted(newest):
        each = newest[side, part]
        is_back = each.withdrawn_at is not None and (moment is None or each.withdrawn_at < moment)
        if not is_back:
            found.setdefault(side, each)
    return found


def joint_text(number: str, moves: Iterable[JointWording], basis: dict[str, Released]) -> Text:
    """Return the joint account as it is signed: plain values, the same for both sides.

    It names every move, and the accounts it rests on by version, hash and how they belong: nothing can change
    and come to the same text again.
    """
    moves = list(moves)
    facts = facts_after(moves, ())
    return {
        "incident": number,
        "agreed": [_agreed(fact) for fact in facts if fact.standing == Standing.ACCEPTED],
        "open": [fact.fact for fact in facts if fact.standing == Standing.OPEN],
        "rests_on": [_rests_on(basis[side]) for side in sorted(basis)],
        "moves": [str(move.pk) for move in moves],
    }


def _agreed(fact: FactReview) -> Text:
    assert fact.agreed is not None
    assert fact.acceptance is not None
    return {
        "fact": fact.fact,
        "text": fact.agreed.text,
        "language": fact.agreed.language,
        "proposed_by": fact.agreed.side_id,
        "accepted_by": fact.acceptance.side_id,
    }


def _rests_on(each: Released) -> Text:
    return {
        "side": each.side,
        "account": str(each.account),
        "version": each.version,
        "content_hash": each.content_hash,
        "link": str(each.link) if each.link else None,
    }


@dataclass(frozen=True)
class Change:
    """What moved a joint text on: a move on a fact, or an account released, withdrawn, joined or separated."""

    kind: str
    side: str
    at: datetime | None = None
    post: str = ""
    fact: str = ""
    version: int = 0
    text: str = ""
    language: str = ""


def changes_since(text: Text, moves: Iterable[JointWording], history: Iterable[Released]) -> list[Change]:
    """Return what happened after a text was as it is given, earliest first; what has no moment comes last."""
    known = set(text["moves"])
    found = [
        Change(move.move, move.side_id, move.at, move.post, move.fact, text=move.text, language=move.language)
        for move in moves
        if str(move.pk) not in known
    ]
    history = list(history)
    former = {each["side"]: each for each in text["rests_on"]}
    for side in sorted({each.side for each in history} | set(former)):
        found += _changes_of_account(side, former.get(side), [each for each in history if each.side == side])
    return sorted(found, key=lambda change: (change.at is None, change.at or NEVER))


def _changes_of_account(side: str, former: Text | None, history: list[Released]) -> list[Change]:
    now = basis_at(history).get(side)
    if (former and (former["account"], former["link"])) == (now and (str(now.account), now.link and str(now.link))):
        return []
    known = next((each for each in history if former and str(each.account) == former["account"]), None)
    if former is not None and known is None:
        return [Change("separated", side)]
    found = [
        Change("released", side, each.released_at, each.released_post, version=each.version)
        for each in history
        if known is None or each.released_at > known.released_at
    ]
    if known is not None and known.withdrawn_at is not None:
        found.append(Change("withdrawn", side, known.withdrawn_at, known.withdrawn_post, version=known.version))
    return found or [Change("joined", side)]


def text_seen(
    content_hash: str,
    number: str,
    moves: Sequence[JointWording],
    history: Sequence[Released],
    digest: Callable[[Any], str],
) -> Text | None:
    """Return the former text of a hash, by going back change by change; None if the text never was so."""
    moments = {move.at for move in moves} | {each.released_at for each in history}
    moments |= {each.withdrawn_at for each in history if each.withdrawn_at is not None}
    for moment in sorted(moments, reverse=True):
        text = joint_text(number, [move for move in moves if move.at < moment], basis_at(history, moment))
        if digest(text) == content_hash:
            return text
    return None
