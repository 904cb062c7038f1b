"""What Celery runs. PostgreSQL holds the truth: losing or repeating a task does no harm."""

import logging
import os
import threading

from celery import shared_task

from notifications import delivery, periodic
from notifications.models import Heartbeat

logger = logging.getLogger(__name__)


@shared_task(acks_late=True, reject_on_worker_lost=True, ignore_result=True, expires=30)
def deliver_due(channel: str | None = None) -> None:
    """Send what is due now, on one channel or on each, and say that a worker is alive; then what is periodic."""
    Heartbeat.beat(Heartbeat.WORKER)
    delivery.deliver_due(channel=channel)
    periodic.run_due()


class _Nudger:
    """Asks a worker to look, from a thread of its own: a dead or frozen broker delays no request.

    One thread per process at most. A nudge that comes while another is being sent makes it be sent once more.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_work = False
        self._again = False

    def nudge(self) -> None:
        with self._lock:
            if self._at_work:
                self._again = True
                return
            self._at_work = True
        threading.Thread(target=self._publish, name="nudge", daemon=True).start()

    def _publish(self) -> None:
        while True:
            try:
                deliver_due.apply_async(retry=False, expires=30)
            except Exception as error:  # noqa: BLE001
                # The delivery loop and the next beat find the rows without us.
                logger.warning("nudge_not_sent error=%s", type(error).__name__)
            with self._lock:
                if not self._again:
                    self._at_work = False
                    return
                self._again = False


_nudger = _Nudger()


def _start_anew() -> None:
    global _nudger  # noqa: PLW0603
    _nudger = _Nudger()


# The thread of the parent is not in the child; its mark must not be either.
os.register_at_fork(after_in_child=_start_anew)


def nudge() -> None:
    """Ask a worker to deliver now; returns at once and never fails, whatever the broker does."""
    try:
        _nudger.nudge()
    except RuntimeError:
        # No thread can be started, as at the end of the process.
        logger.warning("nudge_not_sent error=RuntimeError")
