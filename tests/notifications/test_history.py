"""What history keeps of the roster, of alerts and of answers, and who reads of it."""

from typing import Any

import pytest
from django.db import connection

from notifications.models import ContactPoint, Notification, Representative
from notifications.services import acknowledge
from people.actors import DELIVERY, acting_as, actor_for
from people.models import Role
from tests.conftest import as_owner
from tests.factories import UserFactory
from tests.notifications.factories import enrol, tell


@pytest.fixture
def post(representative_tj: Any, sector: Any) -> Representative:
    return enrol(representative_tj, sector)


def asked(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


def test_a_change_of_the_roster_names_who_made_it(post: Representative, representative_kg: Any) -> None:
    with acting_as(actor_for(post.user)):
        Representative.objects.update(languages=["tg"])
        rows = asked(
            "SELECT pgh_label, actor, actor_side::text, languages::text[] FROM notifications_representativeevent"
        )
        assert rows[-1] == ("update", f"user:{post.user_id}", "TJ", ["tg"])

    with acting_as(actor_for(representative_kg)):
        assert asked("SELECT 1 FROM notifications_representativeevent") == []


def test_history_keeps_no_address_but_says_that_it_was_changed(post: Representative) -> None:
    with acting_as(actor_for(post.user)):
        ContactPoint.objects.filter(kind="email").update(address="other@example.org")
        labels = asked("SELECT pgh_label FROM notifications_contactpointevent WHERE kind = 'email' ORDER BY pgh_id")
        kept = asked("SELECT to_jsonb(e)::text FROM notifications_contactpointevent e")

    assert labels == ["insert", "address_change"]
    assert "example.org" not in "".join(kept)


def test_an_alert_and_its_answer_are_recorded_with_who_made_them(
    post: Representative, sector: Any, representative_kg: Any
) -> None:
    tell(sector, sides=["TJ"], side="TJ", visibility="own")
    with acting_as(actor_for(post.user)):
        notification = Notification.objects.of(post.user).first()
        assert notification is not None
        acknowledge(notification=notification, kind="going", via="inbox", by=post.user, eta_min=20)
        assert asked("SELECT actor, key IS NOT NULL FROM notifications_alertevent") == [("system:alerting", True)]
        assert asked("SELECT actor, actor_side, kind, eta_min FROM notifications_acknowledgementevent") == [
            (f"user:{post.user_id}", "TJ", "going", 20)
        ]

    with acting_as(actor_for(representative_kg)):
        assert asked("SELECT 1 FROM notifications_alertevent") == []
        assert asked("SELECT 1 FROM notifications_acknowledgementevent") == []
    with acting_as(DELIVERY):
        assert asked("SELECT 1 FROM notifications_alertevent") == []


def test_the_history_of_an_alert_is_read_as_the_alert_is(
    post: Representative, sector: Any, representative_kg: Any
) -> None:
    tell(sector, sides=["TJ"], side="TJ", visibility="own")
    tell(sector, sides=["KG", "TJ"], side="TJ", visibility="both")

    with as_owner():
        administrator = UserFactory(username="administrator", role=Role.ADMINISTRATOR, side_id="TJ")
    read = {}
    for user in (post.user, representative_kg, administrator):
        with acting_as(actor_for(user)):
            read[user] = asked("SELECT visibility FROM notifications_alertevent ORDER BY pgh_id")
            assert read[user] == asked("SELECT visibility FROM notifications_alert ORDER BY created_at")
    assert list(read.values()) == [["own", "both"], ["both"], ["both"]]


def test_raising_an_alert_again_is_no_event(post: Representative, sector: Any) -> None:
    key = tell(sector)
    tell(sector, key=key)

    with as_owner():
        assert asked("SELECT count(*) FROM notifications_alertevent") == [1]


def test_the_sectors_of_a_representative_are_history(post: Representative, sector: Any) -> None:
    with as_owner():
        post.sectors.remove(sector)
        rows = asked("SELECT pgh_label, sector_id FROM notifications_representativesectorevent ORDER BY pgh_id")

    assert rows == [("insert", sector.pk), ("delete", sector.pk)]
