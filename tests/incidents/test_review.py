"""The joint review: who proposes, who accepts, what stays open, what is signed, and what voids a signature."""

import hashlib
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from incidents.codes import Fact
from incidents.errors import MayNot
from incidents.hashing import digest
from incidents.models import Account, Incident, IncidentLink, JointSignature, JointWording, TimelineEntry
from incidents.review import Standing, fact_after, facts_after, joint_text
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
    word_fact,
    write_account,
)
from incidents.services.closing import AlreadyDone
from incidents.services.review import NotYet, TextChanged
from incidents.workflow import StatusForbidsVerb
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
    told_by_both,
    under_review,
)


@pytest.fixture(params=["TJ", "KG"])
def sides(request: Any, representative_tj: Any, representative_kg: Any) -> Any:
    """The side that reports and begins, and the other: every case holds with the sides swapped."""
    both = (representative_tj, representative_kg)
    return both if request.param == "TJ" else both[::-1]


@pytest.fixture
def incident(report: Any, sides: Any) -> Incident:
    return under_review(report, *sides)


def standing(incident: Incident, by: Any, fact: str) -> tuple[Standing, bool]:
    """Return where a fact stands, and whether words wait for an answer."""
    (found,) = [each for each in review(by, incident).facts if each.fact == fact]
    return found.standing, found.proposal is not None


def status(incident: Incident) -> str:
    return str(fresh(incident).status)


# Beginning


def test_a_review_begins_once_both_accounts_are_open(report: Any, sides: Any) -> None:
    incident = told_by_both(report, *sides)

    do(begin_review, sides[1], incident)

    assert thread(incident)[-1] == ("review", sides[1].side_id, "localised", "under_review")


def test_what_is_missing_is_named(report: Any, sides: Any) -> None:
    first, second = sides
    incident = told_by_both(report, first, second)
    with acting_as(actor_for(second)):
        withdraw_account(account=latest(incident, second.side_id), by=second)

    with pytest.raises(NotYet, match=f"Not released yet: the account of {second.side.name}"):
        do(begin_review, first, incident)

    assert status(incident) == "localised"


def test_a_review_begins_after_the_localisation(report: Any, sides: Any) -> None:
    incident = report(sides[0])

    with pytest.raises(StatusForbidsVerb):
        do(begin_review, sides[0], incident)


# Wording


def test_the_facts_of_january_wait_for_words(incident: Incident, sides: Any) -> None:
    found = review(sides[0], incident)

    verdicts = {each.key: each.verdict.value for each in found.comparison.facts}
    assert verdicts["start"] == "agree"
    assert verdicts["first_action"] == "differ"
    assert {each.standing for each in found.facts} == {Standing.NONE}
    assert [each.fact for each in found.facts] == [fact for fact in Fact.values if fact in verdicts]


def test_words_proposed_are_accepted_by_the_other_side(incident: Incident, sides: Any) -> None:
    first, second = sides

    move = propose(first, incident, "start", "  Between 17:15 and 17:20.  ")
    assert standing(incident, second, "start") == (Standing.PROPOSED, True)
    accept(second, incident, move)

    assert standing(incident, first, "start") == (Standing.ACCEPTED, False)
    (agreed,) = review(first, incident).text["agreed"]
    assert agreed == {
        "fact": "start",
        "text": "Between 17:15 and 17:20.",
        "language": "en",
        "proposed_by": first.side_id,
        "accepted_by": second.side_id,
    }


def test_nobody_accepts_the_own_words(incident: Incident, sides: Any) -> None:
    move = propose(sides[0], incident, "start")

    with pytest.raises(MayNot, match="your side's words"):
        accept(sides[0], incident, move)


def test_words_replaced_meanwhile_are_not_accepted(incident: Incident, sides: Any) -> None:
    first, second = sides
    stale = propose(first, incident, "start", "At 17:15.")
    propose(first, incident, "start", "At 17:20.")

    with pytest.raises(TextChanged) as refused:
        accept(second, incident, stale)

    said = refused.value.messages
    assert said[0] == "The words changed since you read them."
    assert said[1].startswith(f"{first.side_id}: proposed words for: start “At 17:20.”")
    assert standing(incident, first, "start") == (Standing.PROPOSED, True)


def test_a_counter_proposal_takes_the_place_of_what_it_answers(incident: Incident, sides: Any) -> None:
    first, second = sides
    offered = propose(first, incident, "start", "At 17:15.")
    counter = propose(second, incident, "start", "At 17:20.")

    assert counter.answers_id == offered.pk
    with pytest.raises(TextChanged):
        accept(second, incident, offered)
    accept(first, incident, counter)

    assert review(first, incident).text["agreed"][0]["text"] == "At 17:20."


def test_what_is_accepted_is_not_accepted_twice(incident: Incident, sides: Any) -> None:
    first, second = sides
    move = propose(first, incident, "start")
    accept(second, incident, move)

    with pytest.raises((AlreadyDone, TextChanged)):
        accept(second, incident, move)
    with pytest.raises(AlreadyDone, match="words that stand there"):
        propose(first, incident, "start", move.text)


def test_a_fact_left_open_stays_so_until_later_words_are_accepted(incident: Incident, sides: Any) -> None:
    first, second = sides
    offered = propose(first, incident, "first_action", "The road was closed.")
    leave_open(second, incident, "first_action")

    assert standing(incident, first, "first_action") == (Standing.OPEN, False)
    with pytest.raises(TextChanged):
        accept(second, incident, offered)
    with pytest.raises(AlreadyDone, match="open already"):
        leave_open(first, incident, "first_action")
    later = propose(first, incident, "first_action", "Traffic stopped.")
    assert standing(incident, first, "first_action") == (Standing.OPEN, True)
    assert review(first, incident).text["open"] == ["first_action"]
    accept(second, incident, later)

    assert standing(incident, first, "first_action") == (Standing.ACCEPTED, False)
    assert review(first, incident).text["open"] == []


def test_a_side_takes_its_own_words_back_by_leaving_the_fact_open(incident: Incident, sides: Any) -> None:
    propose(sides[0], incident, "start")
    leave_open(sides[0], incident, "start")

    assert standing(incident, sides[1], "start") == (Standing.OPEN, False)


def test_agreed_words_are_replaced_by_new_ones(incident: Incident, sides: Any) -> None:
    first, second = sides
    accept(second, incident, propose(first, incident, "start"))

    propose(second, incident, "start", "Other words.")

    assert standing(incident, first, "start") == (Standing.PROPOSED, True)
    assert review(first, incident).text["agreed"] == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"fact": "start", "kind": "proposal", "text": " \n"}, "text"),
        ({"fact": "start", "kind": "acceptance"}, "answers"),
        ({"fact": "missing", "kind": "proposal", "text": "Nobody."}, "fact"),
    ],
)
def test_a_move_says_what_it_is_about(incident: Incident, sides: Any, given: Any, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        do(word_fact, sides[0], incident, **given)

    assert list(refused.value.message_dict) == [field]
    assert review(sides[0], incident).moves == []


def test_representatives_alone_word_and_sign(
    incident: Incident, sides: Any, officer: Any, counterpart: Any, analyst: Any
) -> None:
    for by in (officer, counterpart, analyst):
        with pytest.raises(MayNot):
            propose(by, incident, "start")
        with pytest.raises(MayNot):
            sign(by, incident)


def test_nothing_is_worded_before_the_review_and_after_the_end(report: Any, sides: Any) -> None:
    first, second = sides
    incident = told_by_both(report, first, second)
    with pytest.raises(StatusForbidsVerb):
        propose(first, incident, "start")
    do(begin_review, first, incident)
    settle(incident, first, second)
    for by in sides:
        sign(by, incident)
    do(close_incident, first, incident)

    for act in (lambda: propose(first, incident, "start"), lambda: sign(first, incident)):
        with pytest.raises(StatusForbidsVerb):
            act()


def test_a_move_moves_the_version_of_the_incident(incident: Incident, sides: Any) -> None:
    before = fresh(incident).updated_at

    propose(sides[0], incident, "start")

    assert fresh(incident).updated_at > before


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


# The derivation alone


def moves(*said: tuple[str, str]) -> list[JointWording]:
    made: list[JointWording] = []
    for side, move in said:
        row = JointWording(pk=uuid.uuid4(), fact="start", move=move, side_id=side, text=f"{side} {len(made)}")
        made.append(row)
    return made


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], "none"),
        ([("KG", "proposal")], "proposed"),
        ([("KG", "proposal"), ("TJ", "proposal")], "proposed"),
        ([("KG", "proposal"), ("TJ", "acceptance")], "accepted"),
        ([("KG", "proposal"), ("TJ", "acceptance"), ("TJ", "proposal")], "proposed"),
        ([("KG", "left_open")], "open"),
        ([("KG", "left_open"), ("TJ", "proposal")], "open"),
        ([("KG", "left_open"), ("TJ", "proposal"), ("KG", "acceptance")], "accepted"),
        ([("KG", "proposal"), ("TJ", "acceptance"), ("KG", "left_open")], "open"),
        ([("KG", "proposal"), ("TJ", "left_open"), ("KG", "proposal"), ("TJ", "left_open")], "open"),
    ],
)
def test_where_a_fact_stands_follows_from_its_moves(said: Any, expected: str) -> None:
    swapped = [("TJ" if side == "KG" else "KG", move) for side, move in said]

    assert fact_after("start", moves(*said)).standing == expected
    assert fact_after("start", moves(*swapped)).standing == expected


def test_a_fact_of_which_nobody_speaks_any_more_keeps_its_words() -> None:
    said = moves(("KG", "proposal"), ("TJ", "acceptance"))

    assert [each.fact for each in facts_after(said, ["cause"])] == ["start", "cause"]
    assert joint_text("BIT-2022-000001", said, {})["agreed"][0]["text"] == "KG 0"
