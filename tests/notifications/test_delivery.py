import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from notifications.delivery import backoff_s, claim, complete, deliver_due
from notifications.loop import DeliveryLoop
from notifications.models import Alert, DeliveryAttempt, Notification, State
from notifications.services import acknowledge
from notifications.transports import TRANSPORTS
from notifications.transports.base import Result
from people.actors import DELIVERY, acting_as, actor_for
from tests.conftest import as_owner
from tests.notifications.factories import enrol, rows, tell


class FakeTransport:
    success_state = State.SENT

    def __init__(self, *results):
        self.results = list(results)
        self.sent = []
        self.before = lambda envelope: None

    def send(self, envelope):
        self.before(envelope)
        self.sent.append(envelope)
        return self.results.pop(0) if self.results else Result.success()


@pytest.fixture
def mail(monkeypatch):
    fake = FakeTransport()
    monkeypatch.setitem(TRANSPORTS, "email", fake)
    return fake


def move(**times):
    """Let time pass for every row: the database's clock cannot be set."""
    with as_owner():
        Notification.objects.update(**{name: F(name) - by for name, by in times.items()})


def attempts():
    with acting_as(DELIVERY):
        return [(each.outcome, each.code) for each in DeliveryAttempt.objects.order_by("pk")]


def test_what_is_due_is_sent_once_and_written_down(post_tj, post_kg, sector, mail):
    tell(sector)

    assert deliver_due() == 4
    assert deliver_due() == 0

    assert sorted(envelope.address for envelope in mail.sent) == [
        "representative.kg@example.org", "representative.tj@example.org",
    ]  # fmt: skip
    assert {row.state for row in rows(channel="email")} == {State.SENT}
    assert {row.state for row in rows(channel="in_app")} == {State.DELIVERED}
    assert all(row.sent_at and row.lease_token is None for row in rows())
    assert len(attempts()) == 4


def test_the_gravest_goes_first(post_tj, sector, mail):
    for severity in (2, 5, 3):
        tell(sector, severity=severity)

    deliver_due(channel="email")

    assert [envelope.severity for envelope in mail.sent] == [5, 3, 2]


def test_a_temporary_failure_waits_longer_each_time(post_tj, sector, mail):
    tell(sector)
    mail.results = [Result.temporary("451", "")] * 2
    waits = []

    for _attempt in range(2):
        assert deliver_due(channel="email") == 1
        assert deliver_due(channel="email") == 0
        [row] = rows(channel="email")
        waits.append((row.due_at - timezone.now()).total_seconds())
        move(due_at=timedelta(seconds=40))
    deliver_due(channel="email")

    assert waits == [pytest.approx(10, abs=1), pytest.approx(30, abs=1)]
    assert attempts() == [("temporary", "451"), ("temporary", "451"), ("success", "")]
    assert rows(channel="email")[0].attempts == 3


def test_the_waits_are_those_promised():
    assert [backoff_s(n) for n in range(1, 6)] == [10, 30, 60, 120, 300]
    assert all(240 <= backoff_s(6) <= 360 for _try in range(100))


def test_retry_after_is_waited_for(post_tj, sector, mail):
    tell(sector)
    mail.results = [Result.temporary("429", "", retry_after_s=200)]

    deliver_due(channel="email")

    assert (rows(channel="email")[0].due_at - timezone.now()).total_seconds() == pytest.approx(200, abs=1)


def test_after_four_hours_a_row_is_dead_and_said_aloud(post_tj, sector, mail, caplog):
    tell(sector)
    move(give_up_at=timedelta(hours=4))
    mail.results = [Result.temporary("451", "")]

    deliver_due(channel="email")

    assert rows(channel="email")[0].state == State.DEAD
    assert "notification_not_delivered" in caplog.text
    assert "@" not in caplog.text


def test_a_refusal_makes_the_next_way_due_at_once(representative_tj, sector, mail, monkeypatch):
    hook = FakeTransport(Result.temporary("503", ""))
    monkeypatch.setitem(TRANSPORTS, "webhook", hook)
    enrol(representative_tj, sector, kinds={"email": "a@example.org", "webhook": "https://hook.example/"})
    tell(sector)
    deliver_due(channel="webhook")
    mail.results = [Result.permanent("550", "")]

    deliver_due(channel="email")
    deliver_due(channel="webhook")

    assert rows(channel="email")[0].state == State.FAILED
    assert [envelope.secret != "" for envelope in hook.sent] == [True, True]


def test_a_refusal_of_the_last_way_is_dead(post_tj, sector, mail, caplog):
    tell(sector)
    mail.results = [Result.permanent("550", "")]

    deliver_due(channel="email")

    assert rows(channel="email")[0].state == State.DEAD
    assert "notification_not_delivered" in caplog.text


def test_one_who_left_is_skipped_with_the_reason(post_tj, sector, mail):
    tell(sector)
    with as_owner():
        post_tj.user.is_active = False
        post_tj.user.save(update_fields=["is_active"])

    deliver_due(channel="email")

    assert mail.sent == []
    assert rows(channel="email")[0].state == State.SKIPPED
    assert attempts() == [("permanent", "withdrawn")]


def test_a_row_that_breaks_the_transport_does_not_stop_the_others(post_tj, post_kg, sector, mail, caplog):
    tell(sector)

    def break_for_tj(envelope):
        if envelope.side == "TJ":
            raise KeyError("secret@example.org")

    mail.before = break_for_tj

    deliver_due(channel="email")

    assert {row.side_id: row.state for row in rows(channel="email")} == {"TJ": "pending", "KG": "sent"}
    assert "secret@example.org" not in caplog.text


def test_an_answer_meanwhile_ends_the_retries(post_tj, sector, mail, representative_tj):
    tell(sector)
    row = claim("email")
    with acting_as(actor_for(representative_tj)):
        acknowledge(notification=rows(channel="in_app")[0], kind="seen", via="inbox", by=representative_tj)

    complete(row, Result.temporary("451", ""), row.created_at)

    assert rows(channel="email")[0].state == State.CANCELLED


def test_who_lost_the_lease_changes_nothing(post_tj, sector, mail):
    tell(sector)
    slow = claim("email")
    move(lease_until=timedelta(seconds=61))
    fast = claim("email")

    complete(slow, Result.permanent("550", ""), slow.created_at)

    assert fast.pk == slow.pk
    assert rows(channel="email")[0].state == State.LEASED
    complete(fast, Result.success(), fast.created_at)
    assert rows(channel="email")[0].state == State.SENT
    assert attempts() == [("permanent", "550"), ("success", "")]


def test_a_sender_that_dies_loses_nothing(post_tj, sector, mail):
    tell(sector)

    def die(envelope):
        raise SystemExit

    mail.before = die
    with pytest.raises(SystemExit):
        deliver_due(channel="email")
    mail.before = lambda envelope: None
    assert deliver_due(channel="email") == 0
    move(lease_until=timedelta(seconds=61))

    assert deliver_due(channel="email") == 1
    assert rows(channel="email")[0].state == State.SENT


def test_delivery_reads_no_more_than_it_needs(post_tj, sector):
    tell(sector)

    with acting_as(DELIVERY):
        assert not Alert.objects.exists()


# --- Several copies at once: real transactions


@pytest.mark.django_db(transaction=True)
def test_many_senders_send_each_row_once(post_tj, post_kg, sector, mail):
    for _number in range(15):
        tell(sector)
    failures = []

    def send():
        try:
            while deliver_due(channel="email"):
                pass
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _copy in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(mail.sent) == len({envelope.id for envelope in mail.sent}) == 30
    assert {row.state for row in rows(channel="email")} == {State.SENT}


@pytest.mark.django_db(transaction=True)
def test_a_claim_is_committed_before_the_message_is_sent(post_tj, sector, mail):
    tell(sector)
    seen = []

    def look_from_outside(envelope):
        assert not connection.in_atomic_block

        def look():
            seen.extend(row.state for row in rows(channel="email"))
            connection.close()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    mail.before = look_from_outside

    deliver_due(channel="email")

    assert seen == [State.LEASED]


@pytest.mark.django_db(transaction=True)
def test_a_slow_channel_keeps_no_other_waiting(representative_tj, sector, mail, monkeypatch):
    hanging, mailed = threading.Event(), threading.Event()
    hook = FakeTransport()
    hook.before = lambda envelope: hanging.wait(10)
    mail.before = lambda envelope: mailed.set()
    monkeypatch.setitem(TRANSPORTS, "webhook", hook)
    enrol(representative_tj, sector, kinds={"email": "a@example.org", "webhook": "https://hook.example/"})
    loop = DeliveryLoop()
    running = threading.Thread(target=loop.run)
    running.start()
    try:
        tell(sector)
        assert mailed.wait(5)
        tell(sector)
        mailed.clear()
        assert mailed.wait(5)
    finally:
        hanging.set()
        loop.stop()
        running.join(20)

    assert not running.is_alive()
    assert len(mail.sent) == 2
    assert len(hook.sent) == 2


def test_every_outcome_is_final_or_waits(post_tj, sector, mail):
    for result in (Result.success(), Result.temporary("", ""), Result.permanent("", "")):
        tell(sector)
        mail.results = [result]
        deliver_due(channel="email")

    assert {row.state for row in rows(channel="email")} == {State.SENT, State.PENDING, State.DEAD}
