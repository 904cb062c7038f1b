"""The delivery loop: sends what is due without any broker, one thread per channel; another runs the periodic jobs.

It is woken by the commit of an alert (LISTEN), looks every 2 s anyway, and outlives a restart of the database.
Beside it, in threads of their own, the record of changes is sealed and its head mailed.
"""

import logging
import select
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection

from audit.heads import mail_head
from audit.sealer import seal_pending
from notifications import delivery, periodic
from notifications.models import Heartbeat
from notifications.services import WAKE_CHANNEL
from notifications.transports import TRANSPORTS

logger = logging.getLogger(__name__)

POLL_S = 2.0
# A channel that has not come round for so long is stuck: the loop then stops saying that it is well.
STUCK_AFTER_S = 60.0
# What a restart of the server looks like from here.
LOST = (DatabaseError, InterfaceError)

# What is done over and over: by name, with the pause between two times.
DUTIES: dict[str, tuple[Callable[[], object], float]] = {
    Heartbeat.SEALER: (seal_pending, 1.0),
    "head": (mail_head, 60.0),
}


class DeliveryLoop:
    """Runs until stopped; `stop` may be called from a signal handler."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._wake = {channel: threading.Event() for channel in TRANSPORTS}
        self._seen = dict.fromkeys(TRANSPORTS, time.monotonic())

    def stop(self) -> None:
        self._stopping.set()
        self.wake()

    def wake(self) -> None:
        for event in self._wake.values():
            event.set()

    def run(self) -> None:
        """Serve until stopped, then let what is being sent end."""
        threads = [
            threading.Thread(target=self._serve, args=[channel], name=f"deliver-{channel}", daemon=True)
            for channel in TRANSPORTS
        ]
        threads += [threading.Thread(target=self._keep, args=[name], name=name, daemon=True) for name in DUTIES]
        for thread in threads:
            thread.start()
        while not self._stopping.is_set():
            try:
                self._listen()
            except LOST as error:
                self._pause(error)
        for thread in threads:
            # A send that takes longer is cut here; its lease gives the row back.
            thread.join(timeout=20)
        connection.close()

    def _listen(self) -> None:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {WAKE_CHANNEL}")
        # What was committed before we listened has told nobody.
        self.wake()
        driver = connection.connection
        while not self._stopping.is_set():
            if self._is_well():
                Heartbeat.beat(Heartbeat.LOOP)
            else:
                logger.error("delivery_stuck channels=%s", ",".join(self._stuck()))
            readable, _writable, _failed = select.select([driver], [], [], POLL_S)
            if readable:
                driver.poll()
            if driver.notifies:
                driver.notifies.clear()
                self.wake()
            if connection.connection is not driver:
                return

    def _serve(self, channel: str) -> None:
        event = self._wake[channel]
        while not self._stopping.is_set():
            self._seen[channel] = time.monotonic()
            event.clear()
            try:
                # Short passes, so that being busy is not taken for being stuck.
                busy = delivery.deliver_due(channel=channel, limit=20) > 0
            except LOST as error:
                self._pause(error)
                busy = False
            except Exception:
                logger.exception("delivery_pass_broke channel=%s", channel)
                busy = False
            if not busy:
                event.wait(POLL_S)
        connection.close()

    def _keep(self, name: str) -> None:
        duty, pause_s = DUTIES[name]
        while not self._stopping.is_set():
            try:
                duty()
                if name == Heartbeat.SEALER:
                    Heartbeat.beat(name)
            except LOST as error:
                self._pause(error)
            except Exception:
                logger.exception("duty_broke name=%s", name)
            self._stopping.wait(pause_s)
        connection.close()

    def _look(self) -> None:
        while not self._stopping.is_set():
            try:
                periodic.run_due()
            except LOST as error:
                self._pause(error)
            self._stopping.wait(1)
        connection.close()

    def _pause(self, error: Exception) -> None:
        # The text of a database error may hold values: its name only.
        logger.warning("database_lost error=%s", type(error).__name__)
        connection.close()
        self._stopping.wait(1)

    def _stuck(self) -> list[str]:
        now = time.monotonic()
        return [channel for channel, seen in self._seen.items() if now - seen > STUCK_AFTER_S]

    def _is_well(self) -> bool:
        return not self._stuck()
