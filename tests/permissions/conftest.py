"""What the walks of this folder share."""

import pytest
from django.utils import timezone


@pytest.fixture
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock, so that two answers differ only in what they tell."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
