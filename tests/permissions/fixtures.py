"""What the walks of this folder share."""

import gc
import logging
from collections.abc import Iterator

import pytest
from django.utils import timezone

from notifications import tasks


@pytest.fixture
def kept(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep what a test writes until it ends, and wake no worker.

    A walk undoes each of its thousands of requests: as so many savepoints of one transaction they would slow
    each other down.
    """
    monkeypatch.setattr(tasks.deliver_due, "apply_async", lambda **options: None)
    # Nor are thousands of refusals kept as lines of the log, or all that was loaded so far looked at for garbage.
    logging.disable(logging.ERROR)
    gc.freeze()
    yield
    gc.unfreeze()
    logging.disable(logging.NOTSET)


@pytest.fixture
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock, so that two answers differ only in what they tell."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
