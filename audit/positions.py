"""Where a row stands in the chain: by transaction, table and number, in that order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from audit.chain import row_hash_sql

FARTHEST = 2**63 - 1


class Position(NamedTuple):
    """The place of one history row. Table names are plain ASCII, which Python and COLLATE "C" order alike."""

    txid: int
    table: str
    id: int

    def __str__(self) -> str:
        return f"{self.table} {self.id}"


NOWHERE = Position(0, "", 0)


@dataclass(frozen=True)
class Columns:
    """The columns that a shape covers, and those of them that the table has no more."""

    columns: Sequence[str]
    missing: Sequence[str]


def shapes(cursor: Any) -> dict[int, Columns]:
    """Return what each shape covers, by its id."""
    cursor.execute(
        "SELECT s.id, s.columns::text[], ARRAY("
        "   SELECT c FROM unnest(s.columns::text[]) c WHERE NOT EXISTS ("
        "     SELECT 1 FROM pg_attribute a WHERE a.attrelid = to_regclass('public.' || quote_ident(s.event_table))"
        "     AND a.attname = c AND NOT a.attisdropped))"
        " FROM audit_shape s"
    )
    return {id_: Columns(columns, missing) for id_, columns, missing in cursor.fetchall()}


def rows_between(
    cursor: Any, table: str, after: Position, upto: Position, covers: Mapping[int, Sequence[str]], *, limit: int
) -> dict[Position, dict[int, bytes]]:
    """Return a table's first rows after one position up to another, each with its hash under each of some shapes."""
    hashes = "".join(f", {row_hash_sql(columns)}" for columns in covers.values())
    cursor.execute(
        f'SELECT e.txid::text::bigint, e.pgh_id{hashes} FROM public."{table}" e'  # noqa: S608
        " WHERE (e.txid, e.pgh_id) > (%s::xid8, %s::bigint) AND (e.txid, e.pgh_id) <= (%s::xid8, %s::bigint)"
        " ORDER BY e.txid, e.pgh_id LIMIT %s",
        [str(after.txid), last_number(table, after), str(upto.txid), last_number(table, upto), limit],
    )
    return {
        Position(txid, table, id_): dict(zip(covers, map(bytes, found), strict=True))
        for txid, id_, *found in cursor.fetchall()
    }


def last_number(table: str, place: Position) -> int:
    """Return the last number of a table, in the transaction of a place, that does not come after the place."""
    if table == place.table:
        return place.id
    return FARTHEST if table < place.table else -1
