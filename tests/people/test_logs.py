"""What reaches the log."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError

from people import middleware


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the console handler of the settings writes."""
    (handler,) = (each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    former = handler.setStream(io.StringIO())
    yield handler.stream
    handler.setStream(former)


def test_the_key_of_an_answer_link_is_not_logged(client: Any, db: None, monkeypatch: Any, log: io.StringIO) -> None:
    class Away:
        def cursor(self) -> Any:
            raise OperationalError

    monkeypatch.setattr(middleware, "connection", Away())

    answer = client.get("/a/0123abcd.1795000000.CANARY-key/")

    assert answer.status_code == 503
    assert "/a/…/" in log.getvalue()
    assert "CANARY" not in log.getvalue()
