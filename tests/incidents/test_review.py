"""The joint review: who begins it, who proposes, who accepts, and what stays open."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from incidents.codes import Fact
from incidents.errors import AlreadyDone, MayNot, NotYet, TextChanged
from incidents.joint.review import Standing, fact_after, facts_after, joint_text
from incidents.models import Incident, JointWording
from incidents.services import (
    begin_review,
    close_incident,
    withdraw_account,
    word_fact,
)
from incidents.workflow import StatusForbidsVerb
from people.actors import acting_as, actor_for
from tests.incidents.reviewed import (
    accept,
    do,
    fresh,
    latest,
    leave_open,
    propose,
    review,
    settle,
    sign,
    thread,
    told_by_both,
    under_review,
)


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
