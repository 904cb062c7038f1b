"""bordertrack/management/commands/create_partner.py"""

import pytest
from django.core.management import CommandError, call_command

from people.models import User
from tests.conftest import as_owner


@pytest.mark.parametrize("role", ["observer", "analyst"])
def test_a_person_of_no_side_can_sign_in(role: str, border: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "correct horse battery")

    with as_owner():
        call_command("create_partner", "mission", role=role, email="mission@border.example", verbosity=0)

        user = User.objects.get(username="mission")
        assert (user.side_id, user.role, user.is_active) == (None, role, True)
        assert user.check_password("correct horse battery")


def test_no_other_role_is_of_no_side(border: object) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("create_partner", "mission", "--role", "liaison", "--email", "mission@border.example")
