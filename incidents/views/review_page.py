"""How the joint review is laid out: the facts in groups, by whose word each waits for."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from incidents.accounts.fact_words import Row, rows_of
from incidents.codes import Fact
from incidents.joint.reading import Review
from incidents.joint.review import FactReview, Standing
from incidents.joint.words import proposable
from incidents.models import JointWording, Move
from incidents.reading import Reading
from incidents.wording import where_words
from people.models import Role, Side

Refused = dict[str, Any] | None


@dataclass(frozen=True)
class ShownMove:
    """One move for the page; the person is named to the own side alone."""

    row: JointWording
    said: str
    post: str
    name: str


@dataclass(frozen=True)
class Item:
    """One fact on the page: what each account says, where its wording stands, and what the reader may write."""

    fact: str
    label: str
    state: FactReview
    row: Row | None
    moves: list[ShownMove]
    prefill: str
    errors: list[str]
    # Whether the proposal that stands is the reader's side's own.
    is_own_proposal: bool

    @property
    def is_open(self) -> bool:
        return self.state.standing == Standing.OPEN

    @property
    def may_be_left_open(self) -> bool:
        return not (self.is_open and self.state.proposal is None)


@dataclass(frozen=True)
class Group:
    """The facts that wait for the same word. `awaited` is the side whose answer is."""

    key: str
    title: str
    awaited: Side | None = None
    items: list[Item] = field(default_factory=list)
    is_folded: bool = False


def groups_of(review: Review, read: Reading, refused: Refused) -> list[Group]:
    """Return the facts in the order of the work: what waits for an answer first, what is settled last."""
    rows = {row.key: row for row in rows_of(review.comparison)}
    # Differences first, as in the comparison; what was worded and is spoken of no more comes last.
    order = {key: n for n, key in enumerate(rows)}
    facts = sorted(review.facts, key=lambda each: order.get(each.fact, len(order)))
    items = [_item(each, rows.get(each.fact), review, read, refused) for each in facts]
    groups = [
        *(Group(f"awaits-{side.code.lower()}", _("Awaits the answer of"), side) for side in review.sides),
        Group("none", _("Not worded yet")),
        Group("open", _("Left open")),
        Group("accepted", _("Agreed words"), is_folded=True),
    ]
    by_key = {group.key: group for group in groups}
    for item in items:
        by_key[_group_key(item.state, review)].items.append(item)
    return [group for group in groups if group.items]


def _group_key(state: FactReview, review: Review) -> str:
    if state.proposal is not None:
        (answering,) = [side.code for side in review.sides if side.code != state.proposal.side_id]
        return f"awaits-{answering.lower()}"
    return state.standing.value


def _item(state: FactReview, row: Row | None, review: Review, read: Reading, refused: Refused) -> Item:
    own = read.reader.side_id
    is_refused = refused is not None and refused["fact"] == state.fact
    standing = state.proposal or state.agreed
    compared = next((each for each in review.comparison.facts if each.key == state.fact), None)
    prefill = standing.text if standing else ""
    if not prefill and compared is not None:
        # As one who reads no account knows it: the place stands coarse in the incident's own row.
        place = ", ".join(where_words(replace(read, account=None)))
        prefill = proposable(compared, review.sides, read.reader.time_zone, place)
    return Item(
        state.fact,
        str(Fact(state.fact).label),
        state,
        row,
        [_move(move, own) for move in state.moves],
        refused["text"] if is_refused and refused and refused["text"] else prefill,
        list(refused["messages"]) if is_refused and refused else [],
        state.proposal is not None and state.proposal.side_id == own,
    )


def _move(move: JointWording, own: str | None) -> ShownMove:
    said = {
        Move.PROPOSAL: _("proposed"),
        Move.ACCEPTANCE: _("accepted these words"),
        Move.LEFT_OPEN: _("left it open"),
    }
    return ShownMove(
        move,
        said[Move(move.move)],
        str(Role(move.post).label),
        str(move.by) if own is not None and move.side_id == own else "",
    )
