"""Many write at once, somebody commits late: each row gets one place in the chain, and nobody waits."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from audit import tasks
from audit.sealer import seal_pending
from audit.verification import verify
from bordertrack.celery import app
from notifications.loop import DeliveryLoop
from notifications.models import Heartbeat
from people.actors import actor_for
from tests.audit.conftest import owner, seal_all

pytestmark = pytest.mark.django_db(transaction=True)

Write = Callable[[str], Any]


def in_threads(*calls: Callable[[], None]) -> list[threading.Thread]:
    """Start calls, each on a connection of its own."""

    def alone(call: Callable[[], None]) -> None:
        try:
            call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=alone, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    return threads


def sealed(table: str = "notifications_contactpointevent") -> list[tuple[int, int]]:
    """Return the number and the row of each seal on a table, in the order of the chain."""
    with owner() as cursor:
        cursor.execute("SELECT n, event_id FROM audit_seal WHERE event_table = %s ORDER BY n", [table])
        return list(cursor.fetchall())


def test_eight_writers_of_250_rows_break_no_link_and_wait_for_nobody(write: Write) -> None:
    seal_all()
    before = len(sealed())
    ready, done = threading.Barrier(10), threading.Event()
    waits: list[Any] = []

    def writer(number: int) -> None:
        ready.wait()
        for row in range(250):
            write(f"w{number}-{row}")

    def sealer() -> None:
        ready.wait()
        while not done.is_set():
            seal_pending()

    def watcher() -> None:
        ready.wait()
        while not done.is_set():
            with connection.cursor() as cursor:
                # A file that grows is waited for in microseconds, by whoever writes to any table.
                cursor.execute(
                    "SELECT l.locktype, l.mode FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                    " WHERE NOT l.granted AND a.datname = current_database() AND l.locktype <> 'extend'"
                )
                waits.extend(cursor.fetchall())
            time.sleep(0.005)

    helpers = in_threads(sealer, watcher)
    writers = in_threads(*[lambda number=number: writer(number) for number in range(8)])
    for thread in writers:
        thread.join()
    done.set()
    for thread in helpers:
        thread.join()
    seal_all()

    assert waits == []
    assert len(sealed()) - before == 2000
    with owner() as cursor:
        assert verify().waiting == 0
        cursor.execute("SELECT count(*), max(n) FROM audit_seal")
        count, last = cursor.fetchone()
        assert count == last
        cursor.execute("SELECT count(*) FROM notifications_contactpointevent")
        assert cursor.fetchone()[0] == before + 2000


def test_a_transaction_held_open_delays_no_writer_and_is_sealed_once_and_in_its_place(write: Write) -> None:
    seal_all()
    before = sealed()
    has_written, may_commit = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            write("late")
            has_written.set()
            may_commit.wait(30)

    [thread] = in_threads(late)
    assert has_written.wait(10)
    began = time.monotonic()
    write("after-1")
    write("after-2")
    assert seal_pending() == 0
    assert time.monotonic() - began < 2
    assert sealed() == before

    may_commit.set()
    thread.join()
    seal_all()

    rows = [row for _n, row in sealed()[len(before) :]]
    with owner() as cursor:
        cursor.execute("SELECT pgh_id FROM notifications_contactpointevent ORDER BY txid, pgh_id")
        assert rows == [row for (row,) in cursor.fetchall()][len(before) :]
        assert len(rows) == len(set(rows)) == 3
        # The late one began first.
        assert rows[0] == min(rows)


def test_what_is_rolled_back_leaves_no_gap(write: Write) -> None:
    write("one")
    with transaction.atomic():
        write("two")
        transaction.set_rollback(True)
    write("three")

    seal_all()

    numbers = [n for n, _row in sealed()]
    with owner() as cursor:
        cursor.execute("SELECT array_agg(n ORDER BY n) FROM audit_seal")
        assert cursor.fetchone()[0] == list(range(1, max(numbers) + 1))


def test_of_two_sealers_one_goes_home(write: Write) -> None:
    seal_all()
    write("one")

    with transaction.atomic():
        ends = time.monotonic() + 120
        while not seal_pending() and time.monotonic() < ends:
            time.sleep(0.1)
        found: list[int] = []
        [other] = in_threads(lambda: found.append(seal_pending()))
        other.join()

    assert found == [0]


def test_a_first_run_works_in_batches(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.sealer.BATCH", 3)
    for number in range(10):
        write(f"n{number}")

    seal_all()

    assert len(sealed()) >= 10


def test_the_loop_seals_what_is_committed_and_says_that_it_is_alive(write: Write) -> None:
    loop = DeliveryLoop()
    thread = threading.Thread(target=loop.run)
    thread.start()
    try:
        before = len(sealed())
        write("one")
        ends = time.monotonic() + 120
        while len(sealed()) <= before and time.monotonic() < ends:
            time.sleep(0.1)

        assert len(sealed()) > before
        assert Heartbeat.objects.filter(name=Heartbeat.SEALER).exists()
    finally:
        loop.stop()
        thread.join(30)


def test_the_loop_seals_on_after_the_loss_of_its_connections(write: Write) -> None:
    loop = DeliveryLoop()
    thread = threading.Thread(target=loop.run)
    thread.start()
    try:
        ends = time.monotonic() + 120
        while not Heartbeat.objects.filter(name=Heartbeat.SEALER).exists() and time.monotonic() < ends:
            time.sleep(0.1)
        with owner() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = session_user"
            )
        before = len(sealed())
        write("one")
        while len(sealed()) <= before and time.monotonic() < ends:
            time.sleep(0.1)

        assert len(sealed()) > before
    finally:
        loop.stop()
        thread.join(30)


def test_every_task_of_the_schedule_exists() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_the_task_seals_too(write: Write) -> None:
    write("one")
    ends = time.monotonic() + 120

    while not sealed() and time.monotonic() < ends:
        tasks.seal_pending()

    assert sealed()


def test_a_column_added_later_leaves_what_was_sealed_valid(write: Write) -> None:
    write("one")
    seal_all()
    try:
        with owner() as cursor:
            cursor.execute("ALTER TABLE notifications_contactpointevent ADD COLUMN note text DEFAULT 'x' NOT NULL")
            cursor.execute("ALTER TABLE notifications_contactpointevent ALTER COLUMN note DROP DEFAULT")
            cursor.execute("ALTER TABLE notifications_contactpointevent ALTER COLUMN note DROP NOT NULL")
        write("two")
        seal_all()

        with owner() as cursor:
            assert verify().waiting == 0
            cursor.execute("SELECT count(*) FROM audit_shape WHERE event_table = 'notifications_contactpointevent'")
            assert cursor.fetchone() == (2,)
    finally:
        with owner() as cursor:
            cursor.execute("ALTER TABLE notifications_contactpointevent DROP COLUMN note")


def test_the_settings_of_a_session_do_not_change_a_hash(write: Write, representative_tj: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET timezone = 'Asia/Bishkek'; SET datestyle = 'German'; SET extra_float_digits = -3")
    write("one")
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute("RESET datestyle; RESET extra_float_digits; SET timezone = 'UTC'")

    with owner():
        assert verify().waiting == 0
    assert actor_for(representative_tj).side == "TJ"


def test_after_a_restored_dump_the_sealer_refuses_to_go_on(write: Write) -> None:
    write("one")
    seal_all()
    with owner() as cursor:
        cursor.execute("UPDATE audit_seal SET txid = 4611686018427387904 WHERE n = (SELECT max(n) FROM audit_seal)")

    with pytest.raises(DatabaseError, match="ahead of the transactions of this cluster"):
        seal_pending()
