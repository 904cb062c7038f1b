import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from notifications.delivery import deliver_due
from notifications.loop import DeliveryLoop
from notifications.models import Alert, Heartbeat, Notification, State
from tests.conftest import as_owner
from tests.notifications.factories import enrol, rows, tell
from tests.notifications.fakes import mail_server, process_environment


def until(condition, seconds=10.0):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if condition():
            return True
        time.sleep(0.05)
    return False


def sent():
    return {row.state for row in rows(channel="email")} == {State.SENT}


@pytest.fixture
def loop():
    running = DeliveryLoop()
    thread = threading.Thread(target=running.run)
    thread.start()
    yield running
    running.stop()
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_the_loop_is_woken_by_the_commit(post_tj, sector, loop):
    assert until(lambda: Heartbeat.objects.filter(name=Heartbeat.LOOP).exists())
    began = time.monotonic()

    tell(sector)

    assert until(sent)
    assert time.monotonic() - began < 1.5


@pytest.mark.django_db(transaction=True)
def test_the_loop_outlives_the_loss_of_its_connections(post_tj, sector, loop):
    assert until(lambda: Heartbeat.objects.filter(name=Heartbeat.LOOP).exists())
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = session_user"
        )

    tell(sector)

    assert until(sent)


@pytest.mark.django_db(transaction=True)
def test_one_pass_sends_what_is_due_and_ends(post_tj, sector):
    tell(sector)
    told = StringIO()

    call_command("deliver", "--once", stdout=told)

    assert told.getvalue() == "2\n"
    assert sent()


@pytest.fixture
def start_command():
    """Start the command as a process on the test's database; none outlives the test."""
    started = []

    def start(**environment):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "deliver"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=process_environment(**environment),
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_the_command_ends_on_a_signal(border, start_command):
    process = start_command()
    assert until(lambda: Heartbeat.objects.filter(name=Heartbeat.LOOP).exists())

    process.send_signal(signal.SIGTERM)

    assert process.wait(10) == 0


@pytest.mark.django_db(transaction=True)
def test_a_sender_killed_while_it_sends_loses_nothing_and_repeats_one_message_at_most(
    post_tj, sector, settings, start_command
):
    with mail_server(settings) as sink:
        sink.delay_s = 1
        tell(sector)
        process = start_command(EMAIL_URL=f"smtp://127.0.0.1:{settings.EMAIL_PORT}")
        assert sink.busy.wait(15)
        process.kill()
        process.wait()
        assert rows(channel="email")[0].state == State.LEASED
        sink.delay_s = 0
        assert deliver_due(channel="email") == 0

        # The lease runs out.
        with as_owner():
            Notification.objects.update(lease_until=F("lease_until") - timedelta(seconds=61))
        assert deliver_due(channel="email") == 1

        assert sent()
        assert 1 <= len(sink.messages) <= 2
        assert len({message["Message-ID"] for message in sink.messages}) == 1


def test_a_loop_that_is_stuck_does_not_say_that_it_is_well():
    stuck = DeliveryLoop()
    assert stuck._is_well()

    stuck._seen["email"] -= 61

    assert not stuck._is_well()


# --- Health


def age(name, by):
    Heartbeat.beat(name)
    with as_owner():
        row = Heartbeat.objects.get(name=name)
        row.at -= by
        row.save(update_fields=["at"])


def test_alerting_is_well_only_while_the_loop_beats(client, border):
    assert client.get("/healthz/alerting").status_code == 503
    Heartbeat.beat(Heartbeat.LOOP)
    assert client.get("/healthz/alerting").status_code == 200
    age(Heartbeat.LOOP, timedelta(seconds=31))
    assert client.get("/healthz/alerting").status_code == 503


def test_alerting_is_not_well_while_something_waits_too_long(client, sector, representative_kg):
    enrol(representative_kg, sector)
    tell(sector, sides=["KG"])
    Heartbeat.beat(Heartbeat.LOOP)
    assert client.get("/healthz/alerting").status_code == 200

    with as_owner():
        Notification.objects.update(due_at=F("due_at") - timedelta(seconds=121))

    answer = client.get("/healthz/alerting")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"delivery_loop": True, "nothing_overdue": False, "everybody_told": True}


def test_alerting_is_not_well_when_a_side_had_nobody_to_tell(client, sector, representative_kg):
    enrol(representative_kg, sector)
    Heartbeat.beat(Heartbeat.LOOP)

    tell(sector)

    answer = client.get("/healthz/alerting")
    assert answer.status_code == 503
    assert answer.json()["checks"]["everybody_told"] is False
    with as_owner():
        assert Alert.objects.get().untold_sides == ["TJ"]
        Alert.objects.update(created_at=F("created_at") - timedelta(days=2))
    assert client.get("/healthz/alerting").status_code == 200


def test_it_is_ready_with_data_a_worker_and_the_loop(client, border):
    Heartbeat.beat(Heartbeat.LOOP)
    assert client.get("/readyz").json()["checks"] == {"data": True, "worker": False, "delivery_loop": True}
    Heartbeat.beat(Heartbeat.WORKER)
    assert client.get("/readyz").status_code == 200


def test_it_is_alive(client, db):
    assert client.get("/healthz").status_code == 200
