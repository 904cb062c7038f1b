import pytest

from notifications import tasks
from notifications.models import Representative
from tests.notifications.factories import enrol


@pytest.fixture(autouse=True)
def _no_broker(request, monkeypatch):
    """No test of this app waits for a broker, but those that are about one."""
    if "broker" not in request.keywords:
        monkeypatch.setattr(tasks.deliver_due, "apply_async", lambda **options: None)


@pytest.fixture
def post_tj(representative_tj, sector) -> Representative:
    """The Tajik representative of the sector, reached by e-mail and in the inbox."""
    return enrol(representative_tj, sector)


@pytest.fixture
def post_kg(representative_kg, sector) -> Representative:
    """The Kyrgyz representative of the sector, reached by e-mail and in the inbox."""
    return enrol(representative_kg, sector)
