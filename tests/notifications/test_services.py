import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from notifications.message import Message
from notifications.models import Acknowledgement, Alert, Notification, State, Via
from notifications.services import (
    AnsweredDifferently,
    ArrivalWithoutGoing,
    NotTheRecipient,
    UnknownAnswer,
    acknowledge,
)
from people.actors import ALERTING, acting_as, actor_for
from people.models import Role
from segments.models import Sector
from tests.conftest import as_owner
from tests.factories import UserFactory
from tests.notifications.factories import SUBJECT, enrol, rows, tell


def test_an_alert_is_one_row_per_recipient_and_contact_point(post_tj, post_kg, sector):
    tell(sector)

    assert [(row.side_id, row.channel) for row in rows()] == [
        ("KG", "email"), ("KG", "in_app"), ("TJ", "email"), ("TJ", "in_app"),
    ]  # fmt: skip
    assert {row.subject for row in rows()} == {SUBJECT}
    assert {row.state for row in rows()} == {State.PENDING}


def test_each_is_told_in_the_own_language_rendered_once(representative_tj, representative_kg, sector):
    with as_owner():
        representative_kg.language = "ky"
        representative_kg.save(update_fields=["language"])
    enrol(representative_tj, sector)
    enrol(representative_kg, sector)
    asked = []

    tell(sector, render=lambda language: asked.append(language) or Message(f"3 {language}"))

    assert sorted(asked) == ["en", "ky"]
    assert {(row.side_id, row.subject) for row in rows()} == {("KG", "3 ky"), ("TJ", "3 en")}


def test_a_draft_tells_the_own_side_alone(post_tj, post_kg, sector):
    tell(sector, sides=["TJ"], visibility="own")

    assert {row.side_id for row in rows()} == {"TJ"}


def test_raising_a_key_again_changes_nothing(post_tj, sector):
    key = tell(sector)

    tell(sector, key=key, severity=5)

    assert len(rows()) == 2
    with acting_as(ALERTING):
        assert Alert.objects.get(key=key).severity == 3


def test_an_event_that_is_undone_alerts_nobody(post_tj, sector):
    with transaction.atomic():
        tell(sector)
        transaction.set_rollback(True)

    assert rows() == []


def test_a_sector_without_anybody_falls_back_to_the_side_and_then_to_its_chief(post_tj, border, sector):
    other = Sector.objects.exclude(pk=sector.pk).first()
    with as_owner():
        chief = UserFactory(username="chief.kg", side_id="KG", role=Role.CHIEF)
    enrol(chief)

    tell(other)

    assert {row.recipient.user.username for row in rows()} == {"representative.tj", "chief.kg"}


def test_a_place_unknown_still_tells_the_side(post_tj, sector):
    tell(None)

    assert [row.channel for row in rows()] == ["email", "in_app"]


def test_one_without_a_verified_way_is_passed_over(post_tj, sector):
    with as_owner():
        silent = UserFactory(username="silent.tj", role=Role.DEPUTY)
    enrolled = enrol(silent, sector, kinds={})
    with as_owner():
        enrolled.contact_points.update(verified_at=None)

    tell(sector)

    assert {row.recipient.user.username for row in rows()} == {"representative.tj"}


def test_a_side_without_anybody_is_said_aloud_and_the_alert_exists(sector, caplog):
    key = tell(sector)

    assert caplog.text.count("alert_without_recipient") == 2
    with acting_as(ALERTING):
        assert Alert.objects.filter(key=key).exists()


def test_a_text_that_cannot_be_rendered_is_told_badly_and_not_left_untold(post_tj, sector, caplog):
    def broken(language):
        Alert.objects.raw("SELECT no_such_column")[0]

    tell(sector, render=broken)

    assert [row.subject for row in rows()] == ["3", "3"]
    assert "alert_not_rendered" in caplog.text


def test_a_text_is_stored_as_one_line_without_controls(post_tj, sector):
    tell(sector, render=lambda language: Message("3 Clash\r\nBcc: x@example.org\x00", "a" * 10_000 + "\x00"))

    [row] = rows(channel="email")

    assert row.subject == "3 Clash Bcc: x@example.org"
    assert len(row.body) == 4000


# --- Answers


@pytest.fixture
def told(post_tj, sector):
    tell(sector)
    return rows(channel="in_app")[0]


def answer(notification, user, kind="seen", **details):
    with acting_as(actor_for(user)):
        return acknowledge(notification=notification, kind=kind, via=Via.INBOX, by=user, **details)


def test_an_answer_is_kept_and_ends_the_waiting_messages(told, representative_tj):
    given = answer(told, representative_tj, "going", eta_min=40)

    assert (given.kind, given.eta_min, given.side_id) == ("going", 40, "TJ")
    [email], [inbox] = rows(channel="email"), rows(channel="in_app")
    assert email.state == State.CANCELLED
    assert inbox.answered_at == email.answered_at is not None


def test_each_kind_counts_once(told, representative_tj):
    first = answer(told, representative_tj, "seen")
    again = answer(told, representative_tj, "seen")
    answer(told, representative_tj, "on_site")

    with acting_as(actor_for(representative_tj)):
        assert again == first
        assert Acknowledgement.objects.count() == 2


def test_another_arrival_time_does_not_overwrite_the_first(told, representative_tj):
    answer(told, representative_tj, "going", eta_min=40)

    with pytest.raises(AnsweredDifferently):
        answer(told, representative_tj, "going", eta_min=10)


@pytest.mark.parametrize(
    ("kind", "eta_min", "error"),
    [("ready", None, UnknownAnswer), ("seen", 5, ArrivalWithoutGoing), ("going", 1441, ArrivalWithoutGoing)],
)
def test_an_answer_that_means_nothing_is_refused(told, representative_tj, kind, eta_min, error):
    with pytest.raises(error):
        answer(told, representative_tj, kind, eta_min=eta_min)


def test_only_the_recipient_answers(told, officer):
    with pytest.raises(NotTheRecipient):
        answer(told, officer)


def test_the_other_side_cannot_answer_even_past_the_service(told, representative_kg):
    forged = Acknowledgement(
        notification=told, side_id="KG", by=representative_kg, via="inbox", kind="seen", at=told.created_at
    )

    with acting_as(actor_for(representative_kg)), pytest.raises(ProgrammingError), transaction.atomic():
        Acknowledgement.objects.bulk_create([forged])


def test_an_arrival_time_belongs_to_going(told, representative_tj):
    forged = Acknowledgement(
        notification=told, side_id="TJ", by=representative_tj, via="inbox", kind="seen", eta_min=4, at=told.created_at
    )

    with (
        acting_as(actor_for(representative_tj)),
        pytest.raises(IntegrityError, match="answer_has_an_arrival_time_only_when_going"),
        transaction.atomic(),
    ):
        Acknowledgement.objects.bulk_create([forged])


# --- Row security


def test_an_office_sees_its_own_messages_only(post_tj, post_kg, sector, representative_kg, officer, analyst):
    tell(sector)

    with acting_as(actor_for(representative_kg)):
        assert set(Notification.objects.values_list("side", flat=True)) == {"KG"}
        assert Notification.objects.filter(side="TJ").update(body="") == 0
    with acting_as(actor_for(officer)):
        assert set(Notification.objects.values_list("side", flat=True)) == {"TJ"}
    with acting_as(actor_for(analyst)):
        assert not Notification.objects.exists()
    assert not Notification.objects.exists()


def test_nobody_writes_messages_but_alerting(told, representative_tj):
    copy = rows()[0]
    copy.pk, copy.level = None, 1

    with acting_as(actor_for(representative_tj)), pytest.raises(ProgrammingError), transaction.atomic():
        Notification.objects.bulk_create([copy])


def test_an_alert_of_one_side_is_hidden_from_the_other(post_tj, sector, counterpart, officer):
    key = tell(sector, sides=["TJ"], visibility="own")

    with acting_as(actor_for(counterpart)):
        assert not Alert.objects.filter(key=key).exists()
        assert not Alert.objects.visible_to(counterpart).exists()
    with acting_as(actor_for(officer)):
        assert Alert.objects.visible_to(officer).filter(key=key).exists()
