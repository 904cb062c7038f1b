"""Signing the joint account: by whom, under which words, and what voids a signature."""

import hashlib
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from incidents.accounts.hashing import digest
from incidents.errors import AlreadyDone, MayNot, NotYet, TextChanged
from incidents.models import Account, Incident, IncidentLink, JointSignature, JointWording, TimelineEntry
from incidents.services import (
    acknowledge_incident,
    begin_review,
    change_facts,
    close_incident,
    join_incidents,
    localise_incident,
    release_account,
    reopen_incident,
    separate,
    sign_joint_account,
    widen_incident,
    withdraw_account,
    write_account,
)
from people.actors import acting_as, actor_for
from tests.conftest import as_owner
from tests.incidents.reviewed import (
    accept,
    do,
    fresh,
    latest,
    leave_open,
    propose,
    released,
    review,
    settle,
    sign,
    thread,
    under_review,
)


@pytest.fixture
def incident(report: Any, sides: Any) -> Incident:
    return under_review(report, *sides)


def status(incident: Incident) -> str:
    return str(fresh(incident).status)


# Signing


def test_two_signatures_agree(incident: Incident, sides: Any) -> None:
    first, second = sides
    settle(incident, first, second)

    sign(second, incident)
    assert status(incident) == "under_review"
    sign(first, incident)

    assert status(incident) == "agreed"
    assert thread(incident)[-2:] == [
        ("signed", second.side_id, "", ""),
        ("signed", first.side_id, "under_review", "agreed"),
    ]
    assert review(first, incident).is_signed


def test_with_an_open_fact_the_sides_sign_that_they_do_not_agree(incident: Incident, sides: Any) -> None:
    settle(incident, *sides, open_facts=("first_action",))

    for by in sides:
        sign(by, incident)

    assert status(incident) == "disagreed"
    assert review(sides[0], incident).text["open"] == ["first_action"]


def test_a_signature_keeps_the_words_that_were_signed(incident: Incident, sides: Any) -> None:
    settle(incident, *sides)

    signature = sign(sides[0], incident)

    assert signature.content_hash == digest(signature.text)
    assert signature.text["incident"] == fresh(incident).number
    assert {each["side"]: each["content_hash"] for each in signature.text["rests_on"]} == {
        side: latest(incident, side).content_hash for side in ("KG", "TJ")
    }
    assert (signature.side_id, signature.post) == (sides[0].side_id, "representative")


def test_both_sides_read_the_same_text(incident: Incident, sides: Any) -> None:
    settle(incident, *sides)

    first, second = (review(by, incident) for by in sides)

    assert first.text == second.text
    assert first.content_hash == second.content_hash


def test_what_is_neither_agreed_nor_open_is_named(incident: Incident, sides: Any) -> None:
    settle(incident, *sides)
    propose(sides[0], incident, "cause", "Other words.")

    with pytest.raises(NotYet, match="Neither agreed nor left open: cause"):
        sign(sides[1], incident)


def test_a_text_that_changed_is_not_signed_and_the_change_is_named(incident: Incident, sides: Any) -> None:
    first, second = sides
    settle(incident, first, second)
    read = review(first, incident).content_hash
    accept(first, incident, propose(second, incident, "cause", "The road was blocked."))

    with pytest.raises(TextChanged) as refused:
        do(sign_joint_account, first, incident, content_hash=read)

    said = refused.value.messages
    assert said[0] == "The text changed since you read it. Nothing is signed."
    assert said[1].startswith(f"{second.side_id}: proposed words for: cause “The road was blocked.”")
    assert said[2].startswith(f"{first.side_id}: accepted the words for: cause")
    assert len(said) == 3
    assert review(first, incident).rows == []


def test_an_account_released_meanwhile_is_named(incident: Incident, sides: Any) -> None:
    first, second = sides
    settle(incident, first, second)
    read = review(first, incident).content_hash
    released(second, incident, title="A better title")

    with pytest.raises(TextChanged) as refused:
        do(sign_joint_account, first, incident, content_hash=read)

    assert [each.split(",")[0] for each in refused.value.messages[1:]] == [
        f"{second.side_id}: released version 2 of its account"
    ]


def test_a_hash_of_nothing_is_refused(incident: Incident, sides: Any) -> None:
    settle(incident, *sides)

    with pytest.raises(TextChanged):
        do(sign_joint_account, sides[0], incident, content_hash=hashlib.sha256(b"x").hexdigest())


def test_a_side_signs_once(incident: Incident, sides: Any) -> None:
    settle(incident, *sides)
    sign(sides[0], incident)

    with pytest.raises(AlreadyDone):
        sign(sides[0], incident)
    assert len(review(sides[0], incident).rows) == 1


def test_one_person_does_not_sign_for_both_sides(incident: Incident, sides: Any) -> None:
    first, second = sides
    settle(incident, first, second)
    signature = sign(first, incident)
    with as_owner():
        type(first).objects.filter(pk=first.pk).update(side=second.side_id)
        first.refresh_from_db()

    with pytest.raises(MayNot, match="Another person"):
        sign(first, incident)
    with as_owner(), pytest.raises(IntegrityError, match="one_signature_a_person_and_text"), transaction.atomic():
        JointSignature.objects.create(
            incident=incident, side=second.side, by=signature.by, post=signature.post, at=signature.at,
            content_hash=signature.content_hash, text=signature.text,
        )  # fmt: skip


# What voids a signature, and what does not


@pytest.fixture
def signed(incident: Incident, sides: Any) -> Incident:
    settle(incident, *sides)
    for by in sides:
        sign(by, incident)
    return incident


def voided(incident: Incident, by: Any) -> list[tuple[bool, list[tuple[str, str]]]]:
    return [(each.is_valid, [(c.kind, c.side) for c in each.voided_by]) for each in review(by, incident).signatures]


@pytest.mark.parametrize("move", ["proposal", "left_open"])
def test_a_new_move_voids_both_signatures_and_says_so(signed: Incident, sides: Any, move: str) -> None:
    first, second = sides
    if move == "proposal":
        propose(second, signed, "cause", "Other words.")
    else:
        leave_open(second, signed, "cause")

    assert status(signed) == "under_review"
    assert voided(signed, first) == [(False, [(move, second.side_id)])] * 2
    assert thread(signed)[-1] == ("review", second.side_id, "agreed", "under_review")


def test_coming_back_to_the_same_words_brings_no_signature_back(signed: Incident, sides: Any) -> None:
    first, second = sides
    words = review(first, signed).text["agreed"]
    leave_open(second, signed, "cause")
    accept(second, signed, propose(first, signed, "cause", "Words for cause."))

    assert review(first, signed).text["agreed"] == words
    assert [valid for valid, _changes in voided(signed, first)] == [False, False]
    for by in sides:
        sign(by, signed)
    assert status(signed) == "agreed"
    assert [valid for valid, _changes in voided(signed, first)] == [False, False, True, True]


def test_a_new_version_of_an_account_voids_both_signatures(signed: Incident, sides: Any) -> None:
    first, second = sides
    released(first, signed, title="A better title")

    assert status(signed) == "under_review"
    assert voided(signed, second) == [(False, [("released", first.side_id)])] * 2
    (change, *_others) = review(second, signed).signatures[0].voided_by
    assert (change.version, change.post) == (2, "representative")
    assert change.at == latest(signed, first.side_id).released_at


def test_a_withdrawn_account_voids_both_signatures(signed: Incident, sides: Any) -> None:
    first, second = sides
    with acting_as(actor_for(first)):
        withdraw_account(account=latest(signed, first.side_id), by=first)

    assert status(signed) == "under_review"
    assert voided(signed, second) == [(False, [("withdrawn", first.side_id)])] * 2
    with pytest.raises(NotYet, match="Not released yet"):
        sign(second, signed)
    released(first, signed, title="A better title")
    assert not review(second, signed).missing_sides


@pytest.fixture
def joined(report: Any, sides: Any) -> tuple[Incident, Incident]:
    """A signed joint account that rests on the account of an incident joined to it, and that incident."""
    first, second = sides
    incident = report(first)
    other = report(second)
    for by, each in ((first, incident), (second, other)):
        with acting_as(actor_for(by)):
            release_account(account=Account.objects.get(incident=each), by=by)
    join(second, other, incident)
    do(acknowledge_incident, first, incident)
    for by in sides:
        do(localise_incident, by, incident)
    do(begin_review, first, incident)
    settle(incident, first, second)
    for by in sides:
        sign(by, incident)
    assert status(incident) == "agreed"
    return incident, other


def join(by: Any, incident: Incident, into: Incident) -> Any:
    with acting_as(actor_for(by)):
        row, whole = (Incident.objects.get(pk=each.pk) for each in (incident, into))
        return join_incidents(incident=row, into=whole, by=by)[0]


def test_an_account_of_a_joined_incident_is_part_of_what_is_signed(joined: Any, sides: Any) -> None:
    first, second = sides
    incident, other = joined
    with acting_as(actor_for(second)):
        account = write_account(incident=Incident.objects.get(pk=other.pk), by=second, title="A better title")
        release_account(account=account, by=second)

    assert status(incident) == "under_review"
    assert voided(incident, first) == [(False, [("released", second.side_id)])] * 2


def test_separating_voids_for_good_even_if_it_is_joined_again(joined: Any, sides: Any) -> None:
    first, second = sides
    incident, other = joined
    with acting_as(actor_for(second)):
        separate(link=IncidentLink.objects.get(from_incident=other), by=second)

    assert status(incident) == "under_review"
    assert voided(incident, first) == [(False, [("separated", second.side_id)])] * 2
    join(second, other, incident)
    assert voided(incident, first) == [(False, [("joined", second.side_id)])] * 2
    for by in sides:
        sign(by, incident)
    assert status(incident) == "agreed"


def test_nothing_else_voids_a_signature(signed: Incident, sides: Any) -> None:
    first, second = sides
    text = review(first, signed).text
    with acting_as(actor_for(second)):
        TimelineEntry.objects.create(
            incident=signed, side=second.side, visibility="both", kind="comment", at=signed.created_at,
            text="Thank you.", by=second, post=second.role,
        )  # fmt: skip
        write_account(incident=signed, by=second, title="Work on a next version")
    do(change_facts, first, signed, check=lambda *_rows: None, severity=5)
    do(widen_incident, first, signed, to="local")
    do(close_incident, first, signed)
    do(close_incident, second, signed)
    do(reopen_incident, second, signed, reason="It began again.")

    assert review(first, signed).text == text
    assert [valid for valid, _changes in voided(signed, first)] == [True, True]


# The other wall


@pytest.mark.parametrize("table", ["incidents_jointwording", "incidents_jointsignature"])
def test_moves_and_signatures_are_neither_changed_nor_deleted(signed: Incident, sides: Any, table: str) -> None:
    first, second = sides
    for sql in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with (
            acting_as(actor_for(first)),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(sql)
    with acting_as(actor_for(first)), connection.cursor() as cursor:
        # No policy lets a row through.
        cursor.execute(f"UPDATE {table} SET post = 'chief'")
        assert cursor.rowcount == 0

    found = review(second, signed)
    assert found.is_signed
    assert {each.post for each in found.moves} == {"representative"}


def test_nobody_words_or_signs_for_the_other_side(incident: Incident, sides: Any) -> None:
    first, second = sides
    at = fresh(incident).updated_at
    with acting_as(actor_for(first)):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            JointWording.objects.create(
                incident=incident, fact="start", move="proposal", text="Ours.", side=second.side, by=first,
                post=first.role, at=at,
            )  # fmt: skip
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            JointSignature.objects.create(
                incident=incident, side=second.side, by=first, post=first.role, at=at, content_hash="0" * 64, text={}
            )


def test_the_review_is_of_both_sides_and_nobody_else(incident: Incident, sides: Any, outsider: Any) -> None:
    propose(sides[0], incident, "start")

    with acting_as(actor_for(outsider)):
        assert not JointWording.objects.exists()
    with acting_as(actor_for(sides[1])):
        assert JointWording.objects.count() == 1
