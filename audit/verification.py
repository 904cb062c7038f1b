"""Walking the whole chain beside the rows that it seals, up to the first that is not as it was."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from audit import chain
from audit.guards import EVENT_TABLES
from audit.positions import NOWHERE, Position, last_number, rows_between, shapes

# So many seals are held in memory at a time.
CHUNK = 2000


class FirstBadRow(Exception):
    """The chain and the rows differ here; the text names the row and says how."""


@dataclass(frozen=True)
class KnownHead:
    """A head that somebody kept: its hash, and its number if that was kept too."""

    hash: bytes
    n: int | None = None
    # Such as "the head given" or "the head of 2026-11-24".
    name: str = "the head given"


@dataclass(frozen=True)
class Verified:
    """What was found to be whole: so many rows, ending in this hash; so many were not sealed yet, the oldest since."""

    count: int
    head: bytes
    waiting: int
    oldest: datetime | None


class Sealed(NamedTuple):
    """One seal as it is stored."""

    n: int
    event_table: str
    event_id: int
    txid: int
    shape_id: int
    row_hash: bytes
    hash: bytes
    sealed_us: int

    @property
    def position(self) -> Position:
        return Position(self.txid, self.event_table, self.event_id)


def verify(known: Iterable[KnownHead] = ()) -> Verified:
    """Check every seal and every sealed row in order, in one snapshot; run as the owner, outside a transaction.

    :raises FirstBadRow: at the first seal or row that was changed, removed, put out of order or slipped in, or if a
        known head is not in the chain.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for name, value in chain.SETTINGS.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        return _Walk(cursor, [*known, *_own_heads(cursor)]).run()


def _own_heads(cursor: Any) -> list[KnownHead]:
    cursor.execute("SELECT day, n, hash FROM audit_head ORDER BY day")
    return [KnownHead(bytes(hash_), n, f"the head of {day}") for day, n, hash_ in cursor.fetchall()]


@dataclass
class _Walk:
    cursor: Any
    known: list[KnownHead]
    count: int = 0
    head: bytes = chain.BEGINNING
    position: Position = NOWHERE
    found: set[bytes] = field(default_factory=set)

    def run(self) -> Verified:
        self.cursor.execute(EVENT_TABLES)
        self.tables = [name for (name,) in self.cursor.fetchall()]
        self.shapes = shapes(self.cursor)
        for seals in self._chunks():
            before = self.position
            good, fault = self._follow(seals)
            # A row that comes before the broken seal is named first.
            self._compare(before, good)
            if fault:
                raise FirstBadRow(fault)
        self._meet_heads()
        return Verified(self.count, self.head, *self._waiting())

    def _chunks(self) -> Iterator[list[Sealed]]:
        last = 0
        while True:
            self.cursor.execute(
                "SELECT n, event_table, event_id, txid, shape_id, row_hash, hash,"
                " (extract(epoch FROM sealed_at) * 1000000)::bigint"
                " FROM audit_seal WHERE n > %s ORDER BY n LIMIT %s",
                [last, CHUNK],
            )
            seals = [
                Sealed(n, table, id_, txid, shape, bytes(row_hash), bytes(hash_), sealed_us)
                for n, table, id_, txid, shape, row_hash, hash_, sealed_us in self.cursor.fetchall()
            ]
            if not seals:
                return
            last = seals[-1].n
            yield seals

    def _follow(self, seals: list[Sealed]) -> tuple[list[Sealed], str]:
        """Return the seals that hold up to the first that does not, and what is wrong with that one."""
        hashes = {head.hash for head in self.known}
        for index, seal in enumerate(seals):
            if seal.n != self.count + 1:
                missing = f"seal {self.count + 1}" + (f" to {seal.n - 1}" if seal.n > self.count + 2 else "")
                return seals[:index], f"{missing} missing: removed from the chain."
            expected = chain.link(
                self.head, n=seal.n, event_table=seal.event_table, event_id=seal.event_id, txid=seal.txid,
                row_hash=seal.row_hash, sealed_us=seal.sealed_us,
            )  # fmt: skip
            if expected != seal.hash:
                return seals[:index], f"seal {seal.n} changed: its hash does not follow from the seal before."
            if seal.position <= self.position:
                return seals[:index], f"seal {seal.n} out of order: {seal.position} is not after {self.position}."
            for head in self.known:
                if head.n == seal.n and head.hash != seal.hash:
                    return seals[:index], f"seal {seal.n} rewritten: it is not {head.name}."
            if seal.hash in hashes:
                self.found.add(seal.hash)
            self.count, self.head, self.position = seal.n, seal.hash, seal.position
        return seals, ""

    def _compare(self, before: Position, seals: list[Sealed]) -> None:
        """Compare the rows after `before` with the seals that cover them."""
        if not seals:
            return
        wanted = {seal.position: seal for seal in seals}
        rows: dict[Position, dict[int, bytes]] = {}
        for table in {*self.tables, *(seal.event_table for seal in seals)}:
            used = {seal.shape_id for seal in seals if seal.event_table == table}
            if table not in self.tables:
                raise FirstBadRow(f"{table} missing: the table is gone, with its rows.")
            gone = [column for shape in used for column in self.shapes[shape].missing]
            if gone:
                raise FirstBadRow(f"{table} changed: its column {gone[0]} is gone, and it was sealed.")
            covers = {shape: self.shapes[shape].columns for shape in used}
            rows |= rows_between(self.cursor, table, before, seals[-1].position, covers, limit=CHUNK + 1)
        for position in sorted(wanted.keys() | rows.keys()):
            seal = wanted.get(position)
            if seal is None:
                raise FirstBadRow(self._unsealed(position))
            if position not in rows:
                raise FirstBadRow(self._missing(seal))
            if rows[position][seal.shape_id] != seal.row_hash:
                raise FirstBadRow(f"{position} changed after it was sealed (seal {seal.n}).")

    def _unsealed(self, position: Position) -> str:
        self.cursor.execute(
            "SELECT n, txid FROM audit_seal WHERE event_table = %s AND event_id = %s", [position.table, position.id]
        )
        row = self.cursor.fetchone()
        if row and row[1] == position.txid:
            return f"seal {row[0]} out of order: {position} comes before rows that were sealed before it."
        if row:
            return f"{position} changed after it was sealed (seal {row[0]}): it said transaction {row[1]}."
        return f"{position} inserted: it stands among sealed rows and has no seal."

    def _missing(self, seal: Sealed) -> str:
        self.cursor.execute(f'SELECT txid FROM public."{seal.event_table}" WHERE pgh_id = %s', [seal.event_id])  # noqa: S608
        row = self.cursor.fetchone()
        if row:
            return f"{seal.position} changed after it was sealed (seal {seal.n}): it now says transaction {row[0]}."
        return f"{seal.position} missing: removed after it was sealed (seal {seal.n})."

    def _meet_heads(self) -> None:
        for head in self.known:
            if head.hash in self.found:
                continue
            if head.n is not None and head.n > self.count:
                raise FirstBadRow(f"seal {self.count + 1} missing: the end was cut off, {head.name} is seal {head.n}.")
            if head.n is None or head.n < 1:
                raise FirstBadRow(f"after seal {self.count}: no seal is {head.name}; the end was cut off or rewritten.")

    def _waiting(self) -> tuple[int, datetime | None]:
        """Count the rows beyond the last seal, none of which may be of a transaction that has not begun."""
        waiting, times = 0, []
        for table in self.tables:
            last = self.position
            self.cursor.execute(
                "SELECT count(*), min(pgh_created_at),"  # noqa: S608
                " min(pgh_id) FILTER (WHERE txid >= pg_snapshot_xmax(pg_current_snapshot()))"
                f' FROM public."{table}" WHERE (txid, pgh_id) > (%s::xid8, %s)',
                [str(last.txid), last_number(table, last)],
            )
            count, oldest, ahead = self.cursor.fetchone()
            if ahead is not None:
                raise FirstBadRow(f"{table} {ahead} inserted: its transaction has not begun on this server.")
            waiting += count
            times += [oldest] if oldest else []
        return waiting, min(times, default=None)
