"""Whoever owns the server edits, removes, reorders, slips in, cuts off: the check names the first such row."""

import re
import time
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from audit import chain
from audit.verification import CHUNK
from tests.audit.conftest import owner, seal_all

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = "notifications_contactpointevent"
Seals = list[tuple[int, int]]


def verified(*heads: str) -> str:
    out = StringIO()
    with owner():
        call_command("verify_audit", *[f"--head={head}" for head in heads], stdout=out)
    return out.getvalue()


def complaint(*heads: str) -> str:
    with pytest.raises(CommandError) as caught:
        verified(*heads)
    assert caught.value.returncode == 1
    return str(caught.value)


def as_superuser(sql: str, *parameters: Any) -> None:
    with owner() as cursor:
        cursor.execute(sql, list(parameters))


def chain_again(start: int = 1) -> None:
    """Make every hash follow from the one before, as somebody would who covers up."""
    with owner() as cursor:
        cursor.execute(
            "SELECT n, event_table, event_id, txid, row_hash, (extract(epoch FROM sealed_at) * 1000000)::bigint"
            " FROM audit_seal ORDER BY n"
        )
        former = chain.BEGINNING
        for n, table, event_id, txid, row_hash, sealed_us in cursor.fetchall():
            former = chain.link(
                former, n=n, event_table=table, event_id=event_id, txid=txid, row_hash=bytes(row_hash),
                sealed_us=sealed_us,
            )  # fmt: skip
            cursor.execute("UPDATE audit_seal SET hash = %s WHERE n = %s", [former, n])


@pytest.fixture
def seals(write: Callable[[str], Any]) -> Seals:
    """The seals on six rows of one table, each written by a transaction of its own: (n, pgh_id)."""
    for number in range(6):
        write(f"n{number}")
    seal_all()
    with owner() as cursor:
        cursor.execute("SELECT n, event_id FROM audit_seal WHERE event_table = %s ORDER BY n", [TABLE])
        return list(cursor.fetchall())[-6:]


def test_a_whole_record_is_counted_and_its_head_told(seals: Seals) -> None:
    first = verified()

    count = seals[-1][0]
    assert first.startswith(f"{count} rows are sealed, in order and unchanged; 0 wait to be sealed.\n")
    head = first.split()[-1]
    assert re.fullmatch(rf"{count}:[0-9a-f]{{64}}", head)
    assert verified(head, head.partition(":")[2]) == first


def test_what_waits_to_be_sealed_is_counted(seals: Seals, write: Callable[[str], Any]) -> None:
    write("late")

    assert re.search(r"; 1 wait to be sealed, the oldest since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.", verified())


def test_a_row_that_was_edited_is_named(seals: Seals) -> None:
    n, row = seals[2]

    as_superuser(f"UPDATE {TABLE} SET priority = priority + 1 WHERE pgh_id IN (%s, %s)", row, seals[4][1])

    assert complaint() == f"{TABLE} {row} changed after it was sealed (seal {n})."


@pytest.mark.parametrize("column", ["actor", "actor_side", "pgh_label"])
def test_so_is_one_that_names_somebody_else(seals: Seals, column: str) -> None:
    n, row = seals[2]

    as_superuser(f"UPDATE {TABLE} SET {column} = 'x' WHERE pgh_id = %s", row)

    assert complaint() == f"{TABLE} {row} changed after it was sealed (seal {n})."


def test_a_row_that_was_edited_with_its_seal_is_named(seals: Seals) -> None:
    n, row = seals[2]

    as_superuser(f"UPDATE {TABLE} SET priority = priority + 1 WHERE pgh_id = %s", row)
    as_superuser("UPDATE audit_seal SET row_hash = sha256('x') WHERE n = %s", n)

    assert complaint() == f"seal {n} changed: its hash does not follow from the seal before."


@pytest.mark.parametrize("column", ["hash = sha256('x')", "txid = txid + 1", "sealed_at = now()", "event_id = 999999"])
def test_a_seal_that_was_changed_is_named(seals: Seals, column: str) -> None:
    n, _row = seals[2]

    as_superuser(f"UPDATE audit_seal SET {column} WHERE n = %s", n)

    assert complaint() == f"seal {n} changed: its hash does not follow from the seal before."


def test_a_row_that_was_deleted_is_named(seals: Seals) -> None:
    n, row = seals[2]

    as_superuser(f"DELETE FROM {TABLE} WHERE pgh_id = %s", row)

    assert complaint() == f"{TABLE} {row} missing: removed after it was sealed (seal {n})."


def test_a_row_that_was_deleted_with_its_seal_is_a_gap(seals: Seals) -> None:
    n, row = seals[2]

    as_superuser(f"DELETE FROM {TABLE} WHERE pgh_id = %s", row)
    as_superuser("DELETE FROM audit_seal WHERE n = %s", n)

    assert complaint() == f"seal {n} missing: removed from the chain."


def test_several_removed_seals_are_named_together(seals: Seals) -> None:
    as_superuser("DELETE FROM audit_seal WHERE n = ANY (%s)", [seals[1][0], seals[2][0]])

    assert complaint() == f"seal {seals[1][0]} to {seals[2][0]} missing: removed from the chain."


def test_rows_that_changed_places_are_named(seals: Seals) -> None:
    (first, row), (_second, other) = seals[2:4]

    as_superuser(f"UPDATE {TABLE} SET pgh_id = -pgh_id WHERE pgh_id IN (%s, %s)", row, other)
    as_superuser(f"UPDATE {TABLE} SET pgh_id = CASE WHEN pgh_id = -%s THEN %s ELSE %s END WHERE pgh_id < 0",
                 row, other, row)  # fmt: skip

    assert (
        complaint()
        == f"{TABLE} {row} changed after it was sealed (seal {first}): it now says transaction "
        + (complaint().rpartition(" ")[2])
    )


def test_seals_that_changed_places_are_named(seals: Seals) -> None:
    (first, _row), (second, _other) = seals[2:4]

    as_superuser("UPDATE audit_seal SET n = n + 1000000 WHERE n IN (%s, %s)", first, second)
    as_superuser(
        "UPDATE audit_seal SET n = CASE n WHEN %s THEN %s ELSE %s END WHERE n > 1000000",
        first + 1_000_000, second, first,
    )  # fmt: skip
    assert complaint() == f"seal {first} changed: its hash does not follow from the seal before."

    chain_again()
    row = f"{TABLE} {seals[2][1]}"
    assert complaint() == f"seal {second} out of order: {row} comes before rows that were sealed before it."


def test_a_row_slipped_in_among_sealed_ones_is_named(seals: Seals) -> None:
    as_superuser(f"CREATE TEMP TABLE forged AS SELECT * FROM {TABLE} WHERE pgh_id = %s", seals[2][1])
    as_superuser("UPDATE forged SET pgh_id = 900001, actor = 'user:1'")
    as_superuser(f"INSERT INTO {TABLE} SELECT * FROM forged")
    as_superuser("DROP TABLE forged")

    assert complaint() == f"{TABLE} 900001 inserted: it stands among sealed rows and has no seal."


def test_a_row_of_a_transaction_that_has_not_begun_is_named(seals: Seals) -> None:
    as_superuser(f"CREATE TEMP TABLE forged AS SELECT * FROM {TABLE} WHERE pgh_id = %s", seals[2][1])
    as_superuser("UPDATE forged SET pgh_id = 900001, txid = '4611686018427387904'")
    as_superuser(f"INSERT INTO {TABLE} SELECT * FROM forged")
    as_superuser("DROP TABLE forged")

    assert complaint() == f"{TABLE} 900001 inserted: its transaction has not begun on this server."


def test_an_end_that_was_cut_off_is_seen_by_a_kept_head(seals: Seals) -> None:
    kept = verified().split()[-1]
    count = int(kept.partition(":")[0])

    for n, row in seals[4:]:
        as_superuser(f"DELETE FROM {TABLE} WHERE pgh_id = %s", row)
        as_superuser("DELETE FROM audit_seal WHERE n = %s", n)

    verified()
    cut = f"seal {seals[4][0]} missing: the end was cut off, the head given is seal {count}."
    assert complaint(kept) == cut
    assert complaint(kept.partition(":")[2]) == (
        f"after seal {seals[3][0]}: no seal is the head given; the end was cut off or rewritten."
    )


def test_an_end_that_was_cut_off_is_seen_by_the_head_of_the_day(seals: Seals) -> None:
    as_superuser("SELECT audit_take_head()")

    as_superuser("DELETE FROM audit_seal WHERE n = %s", seals[-1][0])
    as_superuser(f"DELETE FROM {TABLE} WHERE pgh_id = %s", seals[-1][1])

    assert re.fullmatch(
        rf"seal {seals[-1][0]} missing: the end was cut off, the head of \d{{4}}-\d\d-\d\d is seal {seals[-1][0]}\.",
        complaint(),
    )


def test_a_record_rewritten_with_a_flawless_chain_is_seen_by_a_kept_head(seals: Seals) -> None:
    kept = verified().split()[-1]
    n, row = seals[2]

    as_superuser(f"DELETE FROM {TABLE} WHERE pgh_id = %s", row)
    as_superuser("DELETE FROM audit_seal WHERE n >= %s", n)
    time.sleep(0.01)
    seal_all()

    verified()
    assert "missing: the end was cut off" in complaint(kept)


def test_of_two_faults_the_first_is_named(seals: Seals) -> None:
    as_superuser("UPDATE audit_seal SET hash = sha256('x') WHERE n = %s", seals[3][0])
    as_superuser(f"DELETE FROM {TABLE} WHERE pgh_id = %s", seals[1][1])

    assert complaint().startswith(f"{TABLE} {seals[1][1]} missing")


def test_a_column_that_was_sealed_and_is_gone_is_named(seals: Seals) -> None:
    as_superuser(f"ALTER TABLE {TABLE} RENAME COLUMN priority TO rank")
    try:
        assert complaint() == f"{TABLE} changed: its column priority is gone, and it was sealed."
    finally:
        as_superuser(f"ALTER TABLE {TABLE} RENAME COLUMN rank TO priority")


def test_only_the_owner_checks(seals: Seals) -> None:
    with pytest.raises(CommandError, match="Only the owner"):
        call_command("verify_audit")


def test_a_head_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="64 hexadecimal digits"):
        verified("12:abc")


def test_a_fault_in_a_later_chunk_is_found(seals: Seals, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(seals) < CHUNK
    monkeypatch.setattr("audit.verification.CHUNK", 2)
    verified()

    as_superuser(f"DELETE FROM {TABLE} WHERE pgh_id = %s", seals[-1][1])

    assert complaint().startswith(f"{TABLE} {seals[-1][1]} missing")
