"""What every channel is given, and what it answers."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from socket import SHUT_RDWR, socket
from typing import Protocol

from notifications.models import Outcome, State


@dataclass(frozen=True)
class Envelope:
    """One message, ready to be sent, and where to. The id is the same on every attempt."""

    id: uuid.UUID
    address: str
    secret: str
    language: str
    severity: int
    side: str
    subject: str
    body: str
    page_url: str
    answer_url: str


@dataclass(frozen=True)
class Result:
    """What came of an attempt. `reason` is read by people of the office: no address, nothing the other end said."""

    outcome: Outcome
    code: str = ""
    reason: str = ""
    retry_after_s: int | None = None

    @classmethod
    def success(cls, code: str = "") -> "Result":
        return cls(Outcome.SUCCESS, code)

    @classmethod
    def temporary(cls, code: str, reason: str, retry_after_s: int | None = None) -> "Result":
        return cls(Outcome.TEMPORARY, code, reason, retry_after_s)

    @classmethod
    def permanent(cls, code: str, reason: str) -> "Result":
        return cls(Outcome.PERMANENT, code, reason)


class Transport(Protocol):
    """One channel. `send` takes no longer than 20 s and raises nothing it can name."""

    # What a success means: handed over, or known to have arrived.
    success_state: State

    def send(self, envelope: Envelope) -> Result: ...


@contextmanager
def cut_off_after(seconds: float, get_socket: Callable[[], socket | None]) -> Iterator[threading.Event]:
    """Shut a socket down when a block takes too long in all; the event tells whether that happened.

    A socket's own timeout starts anew with every byte, so a slow drip would never end.
    """
    cut = threading.Event()

    def shut() -> None:
        cut.set()
        found = get_socket()
        if found is not None:
            with suppress(OSError):
                found.shutdown(SHUT_RDWR)

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()
