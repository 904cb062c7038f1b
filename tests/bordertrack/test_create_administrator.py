"""bordertrack/management/commands/create_administrator.py"""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from people.models import Role, User
from tests.conftest import as_owner


def make_administrator(username: str = "chief.admin", side: str = "TJ", email: str = "admin@border.example") -> None:
    call_command("create_administrator", username, side=side, email=email, verbosity=0)


def test_the_first_administrator_of_a_side_can_sign_in(border: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "correct horse battery")

    with as_owner():
        make_administrator()

        user = User.objects.get(username="chief.admin")
        assert (user.side_id, user.role, user.time_zone) == ("TJ", Role.ADMINISTRATOR, "Asia/Dushanbe")
        assert user.check_password("correct horse battery")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"side": "UZ"}, "no side UZ. There are: KG, TJ"),
        ({"email": "nowhere"}, "valid email"),
        ({"username": "two words"}, "valid username"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    wrong: dict[str, str], message: str, border: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "correct horse battery")

    with as_owner(), pytest.raises(CommandError, match=message):
        make_administrator(**wrong)


def test_a_short_password_is_refused(border: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "short")

    with as_owner(), pytest.raises(CommandError, match="too short"):
        make_administrator()
