"""No broker, no loop, or a loop killed while it sends: every alert still goes out, without an operator."""

import os
import signal
from collections import Counter

import pytest

from tests.delivery.calls import LOGGERS, REPRESENTATIVES, Logged, log_by_api, mails_to_all
from tests.stack import Stack, is_ready, measured, wait_for

ANSWER_S = 3
PROMISED_S = 60


@pytest.fixture(autouse=True)
def _well_before_and_after(stack: Stack):
    """Begin with everything at work, so that each test disturbs one thing only."""
    wait_for(lambda: is_ready(stack.url), 60, "worker and loop at work")
    yield
    wait_for(lambda: is_ready(stack.url), 60, "worker and loop at work again")


@pytest.mark.parametrize("way", sorted(LOGGERS))
@pytest.mark.parametrize("state", ["down", "frozen"])
def test_without_a_broker_the_answer_and_the_mails_come(stack: Stack, state: str, way: str) -> None:
    disturbed = stack.broker.down() if state == "down" else stack.broker.frozen()
    with disturbed:
        logged = LOGGERS[way](stack)

        mails = mails_to_all(stack, logged, within_s=PROMISED_S)

    took = max(mail.at for mail in mails) - logged.answered_at
    measured(f"broker {state}, by {way}: answered in {max(logged.post_seconds):.2f} s, mails after {took:.2f} s")
    assert max(logged.post_seconds) < ANSWER_S


def test_an_emptied_broker_loses_nothing(stack: Stack) -> None:
    with stack.broker.frozen():
        logged = log_by_api(stack)
    stack.broker.kill()
    stack.broker.start()

    mails_to_all(stack, logged, within_s=PROMISED_S)


def test_without_the_loop_celery_sends(stack: Stack) -> None:
    with stack.frozen("deliver"):
        logged = log_by_api(stack)

        mails_to_all(stack, logged, within_s=PROMISED_S)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_loop_killed_while_sending_repeats_a_mail_at_most(stack: Stack, moment: str) -> None:
    """The mail server had taken the message, or had not, when the sender died: it cannot know."""
    slow = stack.mail.slow(before_s=3) if moment == "before" else stack.mail.slow(after_s=3)
    with stack.frozen("worker"):
        with slow:
            logged = log_by_api(stack)
            assert stack.mail.begun.wait(10)
            os.kill(stack.pid_of("deliver"), signal.SIGKILL)
        _let_leases_end(stack, logged)
        mails = mails_to_all(stack, logged, within_s=PROMISED_S)
        wait_for(lambda: _all_settled(stack, logged), PROMISED_S, "every row sent")

    sent = Counter(mail.to for mail in stack.mail.about(logged.path))
    assert set(sent) == REPRESENTATIVES
    assert max(sent.values()) <= 2
    assert len({mail.message["Message-ID"] for mail in mails}) == len(REPRESENTATIVES)


def _let_leases_end(stack: Stack, logged: Logged) -> None:
    """Put the end of the minute, for which a sender owns a row, into the past: a test need not wait for it."""
    ends = stack.rows(
        "UPDATE notifications_notification SET lease_until = clock_timestamp() WHERE path = %s AND state = 'leased'"
        " RETURNING 1",
        logged.path,
    )
    assert ends


def _all_settled(stack: Stack, logged: Logged) -> bool:
    waiting = stack.rows(
        "SELECT 1 FROM notifications_notification WHERE path = %s AND state IN ('pending', 'leased')", logged.path
    )
    return not waiting
