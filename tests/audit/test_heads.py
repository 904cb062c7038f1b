"""The head of the day goes to the administrators and chiefs of both sides, once, whatever fails on the way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections

from audit import tasks
from audit.heads import LOCK, mail_head
from people.models import Role
from tests.audit.conftest import owner, seal_all
from tests.conftest import _person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sealed(write: Callable[[str], Any]) -> None:
    write("one")
    seal_all()


def told() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


def head() -> tuple[int, str]:
    with owner() as cursor:
        cursor.execute("SELECT n, encode(hash, 'hex') FROM audit_head")
        [row] = cursor.fetchall()
    return row


def test_both_sides_get_the_same_hash_and_nobody_else_gets_it(sealed: None, officer: Any, analyst: Any) -> None:
    _person("admin.tj", Role.ADMINISTRATOR, "TJ")
    _person("admin.kg", Role.ADMINISTRATOR, "KG")
    _person("chief.kg", Role.CHIEF, "KG")

    assert mail_head() == 3

    assert told() == ["admin.kg@example.org", "admin.tj@example.org", "chief.kg@example.org"]
    n, hash_ = head()
    assert all(f"verify_audit --head {hash_}" in message.body for message in mail.outbox)
    # How many rows there are would tell each side how busy the other is.
    assert not any(f"{n}:" in message.body for message in mail.outbox)
    assert mail.outbox[0].extra_headers["Message-ID"].startswith("<audit-2")


def test_a_head_is_mailed_once_a_day(sealed: None, write: Callable[[str], Any]) -> None:
    _person("admin.tj", Role.ADMINISTRATOR, "TJ")
    mail_head()
    write("two")
    seal_all()

    tasks.mail_head()

    assert told() == ["admin.tj@example.org"]
    assert head()[0] > 0


def test_it_speaks_the_language_of_its_reader(sealed: None) -> None:
    user = _person("admin.tj", Role.ADMINISTRATOR, "TJ")
    with owner() as cursor:
        cursor.execute("SELECT set_config('app.actor', 'owner', false)")
        cursor.execute("UPDATE people_user SET language = 'ru' WHERE id = %s", [user.pk])
        cursor.execute("SELECT set_config('app.actor', '', false)")

    mail_head()

    assert mail.outbox[0].extra_headers["Content-Language"] == "ru"


def test_one_address_that_fails_keeps_nobody_else_waiting_and_is_tried_again(
    sealed: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _person("admin.kg", Role.ADMINISTRATOR, "KG")
    _person("admin.tj", Role.ADMINISTRATOR, "TJ")
    send = EmailMessage.send

    def failing(self: EmailMessage, *args: Any, **options: Any) -> int:
        if self.to == ["admin.kg@example.org"]:
            raise OSError("admin.kg@example.org")
        return send(self, *args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", failing)
        assert mail_head() == 1
    assert told() == ["admin.tj@example.org"]
    assert "head_not_mailed" in caplog.text
    assert "example.org" not in caplog.text

    assert mail_head() == 1
    assert told() == ["admin.kg@example.org", "admin.tj@example.org"]


def test_nothing_is_sent_when_there_is_nobody_or_nothing(sealed: None) -> None:
    assert mail_head() == 0
    assert mail.outbox == []


def test_before_the_first_seal_there_is_no_head(db: None) -> None:
    _person("admin.tj", Role.ADMINISTRATOR, "TJ")

    assert mail_head() == 0
    assert mail.outbox == []


def test_of_two_at_once_one_mails(sealed: None) -> None:
    _person("admin.tj", Role.ADMINISTRATOR, "TJ")
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            assert mail_head() == 0
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    finally:
        other.close()
    assert mail_head() == 1
