import pytest
from django.db import connection

from notifications.delivery import deliver_due
from notifications.services import acknowledge
from notifications.told import told_when, told_when_each
from people.actors import acting_as, actor_for
from tests.notifications.factories import rows, tell


@pytest.fixture
def key(post_tj, post_kg, sector, representative_kg):
    """An alert of both sides, delivered; the Kyrgyz representative has seen it and is going."""
    key = tell(sector)
    deliver_due()
    [notification] = rows(channel="in_app", side="KG")
    with acting_as(actor_for(representative_kg)):
        for kind, eta_min in (("seen", None), ("going", 40)):
            acknowledge(notification=notification, kind=kind, via="inbox", by=representative_kg, eta_min=eta_min)
    return key


def test_each_side_reads_posts_times_and_answers(key, officer):
    with acting_as(actor_for(officer)):
        kg, tj = told_when(key)

    assert (kg.side, kg.role, kg.kind, kg.eta_min) == ("KG", "representative", "going", 40)
    assert [answer.kind for answer in kg.answers] == ["seen", "going"]
    assert kg.told_at is not None
    assert kg.answered_at is not None
    assert (tj.side, tj.kind, tj.answered_at) == ("TJ", None, None)


def test_a_channel_is_told_to_the_own_side_only(key, officer, counterpart, analyst):
    for reader, seen in ((officer, {"TJ"}), (counterpart, {"KG"}), (analyst, set())):
        with acting_as(actor_for(reader)):
            told = told_when(key)
        assert len(told) == 2
        assert {each.side for each in told if each.channels is not None} == seen


def test_no_column_names_a_person_or_an_address(key, officer):
    with acting_as(actor_for(officer)), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_told_when(%s)", [key])
        columns = [column.name for column in cursor.description]
        told = str(cursor.fetchall())

    assert columns == [
        "position", "alert_kind", "side", "role", "told_at", "channels", "kind", "eta_min", "answered_at",
    ]  # fmt: skip
    assert "@" not in told
    assert "representative.kg" not in told


def test_a_draft_of_one_side_was_told_to_nobody_as_far_as_the_other_knows(post_tj, sector, counterpart, officer):
    key = tell(sector, sides=["TJ"], visibility="own")

    with acting_as(actor_for(counterpart)):
        assert told_when(key) == []
    with acting_as(actor_for(officer)):
        assert [each.side for each in told_when(key)] == ["TJ"]


def test_nobody_and_an_observer_are_told_nothing(key, outsider):
    assert told_when(key) == []
    with acting_as(actor_for(outsider)):
        assert told_when(key) == []


def test_a_key_is_a_prefix_of_whole_parts(post_tj, sector, officer):
    for key in ("incident:a:7", "incident:a:70", "incident:ab:7"):
        tell(sector, key=key, sides=["TJ"])

    with acting_as(actor_for(officer)):
        counts = {prefix: len(told) for prefix, told in told_when_each(
            ["incident:a", "incident:a:", "incident:a:7", "incident:"]
        ).items()}  # fmt: skip

    assert counts == {"incident:a": 2, "incident:a:": 2, "incident:a:7": 1, "incident:": 3}


def test_what_was_not_sent_was_not_told(post_tj, sector, officer):
    key = tell(sector)

    with acting_as(actor_for(officer)):
        assert [each.told_at for each in told_when(key)] == [None]
