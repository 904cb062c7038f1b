"""bordertrack/management/commands/create_demo_people.py"""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from notifications.models import ContactKind, ContactPoint, Representative
from people.models import User
from segments.models import AdminArea, Sector
from tests.conftest import as_owner


def make_demo_people(password: str = "a demo password") -> None:
    call_command("create_demo_people", password=password, verbosity=0)


def test_demo_people_are_refused_on_a_real_server(border: Any, settings: Any) -> None:
    settings.EMBEDDED = False

    with as_owner(), pytest.raises(CommandError, match="embedded default only"):
        make_demo_people()


def test_everybody_can_sign_in_and_both_sides_cover_the_sector(border: Any, settings: Any) -> None:
    settings.EMBEDDED = True

    with as_owner():
        make_demo_people()

        people = {user.username: user for user in User.objects.all()}
        assert set(people) == {
            "liaison.tj", "liaison.kg", "representative.tj", "representative.kg", "analyst",
            "authority.tj", "authority.kg", "admin.tj", "admin.kg",
        }  # fmt: skip
        assert {user.email for user in people.values()} == {f"{username}@demo.example" for username in people}
        assert people["analyst"].check_password("a demo password")
        assert set(Sector.objects.get(code="isfara-batken").officers.values_list("username", flat=True)) == {
            "liaison.tj", "liaison.kg", "representative.tj", "representative.kg",
        }  # fmt: skip
        assert AdminArea.objects.get(authorities=people["authority.tj"]).code == "tj-adm2-isfara"
        assert AdminArea.objects.get(authorities=people["authority.kg"]).code == "kg-adm2-batken-district"
        assert people["representative.kg"].time_zone == "Asia/Bishkek"


def test_the_representatives_are_told_by_mail_first_and_in_their_inbox(border: Any, settings: Any) -> None:
    settings.EMBEDDED = True

    with as_owner():
        make_demo_people()

        for side in ("KG", "TJ"):
            [representative] = Representative.objects.filter(side=side).active(timezone.now().date())
            points = ContactPoint.objects.verified().filter(representative=representative).order_by("priority")
            assert [(point.kind, point.address) for point in points] == [
                (ContactKind.EMAIL, f"representative.{side.lower()}@demo.example"),
                (ContactKind.IN_APP, ""),
            ]


def test_a_second_run_doubles_nothing_and_changes_the_password(border: Any, settings: Any) -> None:
    settings.EMBEDDED = True

    with as_owner():
        make_demo_people()
        make_demo_people(password="another password")

        assert (User.objects.count(), Representative.objects.count(), ContactPoint.objects.count()) == (9, 2, 4)
        assert User.objects.get(username="liaison.tj").check_password("another password")
