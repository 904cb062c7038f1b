"""The pages of the joint review and of the end of an incident, as each reader sees and uses them."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident, JointSignature, JointWording, TimelineEntry
from incidents.services import close_incident, localise_incident
from tests.conftest import as_owner
from tests.incidents.reviewed import (
    accept,
    do,
    fresh,
    into_the_past,
    leave_open,
    propose,
    released,
    settle,
    showed_who_it_is,
    sign,
    told_by_both,
    under_review,
)


@pytest.fixture
def incident(report: Any, sides: Any) -> Incident:
    return under_review(report, *sides)


def page(incident: Incident, rest: str = "review/") -> str:
    return f"/incidents/{fresh(incident).number}/{rest}"


def text_of(answer: Any) -> str:
    """Return the words of a page, as they are read."""
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    assert main
    return (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0])).replace(" ,", ",").replace(" .", ".").replace(" :", ":")
    )


# The review


def test_the_review_is_begun_on_the_page_of_the_incident(browse: Any, report: Any, sides: Any) -> None:
    incident = told_by_both(report, *sides)
    client = browse(sides[1])
    shown = client.get(page(incident, ""))
    assert [act.verb for act in shown.context["next_step"].acts][:2] == ["review", "close"]

    answer = client.post(page(incident), {"move": "begin"})

    assert answer.url == page(incident)
    assert fresh(incident).status == "under_review"


def test_words_are_proposed_answered_and_agreed_on_the_page(browse: Any, incident: Incident, sides: Any) -> None:
    first, second = (browse(by) for by in sides)
    url = page(incident)

    answer = first.post(url, {"fact": "start", "move": "proposal", "text": "At 17:15, Dushanbe time."})
    assert answer.url == f"{url}#fact-start"
    shown = second.get(url)
    (group,) = [each for each in shown.context["groups"] if each.awaited]
    assert (group.awaited.code, [item.fact for item in group.items]) == (sides[1].side_id, ["start"])
    proposal = group.items[0].state.proposal
    assert f'value="{proposal.pk}"' in shown.content.decode()
    second.post(url, {"fact": "start", "move": "acceptance", "answers": str(proposal.pk)})

    words = text_of(first.get(url))
    assert "1 fact of" in words
    assert "At 17:15, Dushanbe time." in words
    assert "2 moves so far" in words


def test_what_agrees_is_offered_in_words_of_nobody(browse: Any, incident: Incident, sides: Any) -> None:
    shown = browse(sides[0]).get(page(incident))

    prefilled = {item.fact: item.prefill for group in shown.context["groups"] for item in group.items}
    assert prefilled["cause"] == "Road or bridge blocked"
    assert prefilled["forms"] == "Road or water stopped"
    own = "27 Jan 2022, 17:15 Dushanbe / 18:15 Bishkek", "27 Jan 2022, 17:20 Dushanbe / 18:20 Bishkek"
    if sides[0].side_id == "KG":
        own = "27 Jan 2022, 18:15 Bishkek / 17:15 Dushanbe", "27 Jan 2022, 18:20 Bishkek / 17:20 Dushanbe"
    assert prefilled["start"] == f"Between {own[0]}, and {own[1]}"
    assert prefilled["first_action"] == ""


def test_a_stale_acceptance_is_refused_beside_the_fact(browse: Any, incident: Incident, sides: Any) -> None:
    first, second = sides
    stale = propose(first, incident, "start", "At 17:15.")
    propose(first, incident, "start", "At 17:20.")

    answer = browse(second).post(page(incident), {"fact": "start", "move": "acceptance", "answers": str(stale.pk)})

    assert answer.status_code == 409
    (item,) = [item for group in answer.context["groups"] for item in group.items if item.errors]
    assert item.fact == "start"
    assert "The words changed since you read them." in item.errors
    assert "At 17:20." in text_of(answer)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"fact": "start", "move": "proposal", "text": ""}, 422),
        ({"fact": "start", "move": "proposal", "text": "x" * 2001}, 422),
        ({"fact": "start", "move": "sing"}, 422),
        ({"fact": "start", "move": "proposal", "text": "Words.", "side": "KG"}, 422),
        ({"fact": "start", "move": "acceptance", "answers": "6f0c6f0c-6f0c-4f0c-8f0c-6f0c6f0c6f0c"}, 422),
        ({"move": "proposal", "text": "Words."}, 422),
        ({}, 422),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_its_words_kept(
    browse: Any, incident: Incident, sides: Any, given: Any, code: int
) -> None:
    answer = browse(sides[0]).post(page(incident), given)

    assert answer.status_code == code
    assert 'role="alert"' in answer.content.decode()
    if given.get("fact") and given.get("text"):
        assert given["text"] in answer.content.decode()
    with as_owner():
        assert not JointWording.objects.exists()


def test_others_read_along_and_have_no_buttons(
    browse: Any, incident: Incident, sides: Any, officer: Any, counterpart: Any, analyst: Any
) -> None:
    propose(sides[0], incident, "start", "At 17:15.")

    for by in (officer, counterpart, analyst):
        client = browse(by)
        shown = client.get(page(incident)).content.decode()
        assert "At 17:15." in shown
        assert 'name="move"' not in shown
        assert client.post(page(incident), {"fact": "start", "move": "left_open"}).status_code == 403


def test_a_person_is_named_to_the_own_side_alone(browse: Any, incident: Incident, sides: Any) -> None:
    first, second = sides
    settle(incident, first, second)
    sign(first, incident)

    for url in (page(incident), page(incident, "review/sign/"), page(incident, "")):
        own, other = (browse(by).get(url).content.decode() for by in sides)
        assert first.username in own or url == page(incident, "")
        assert first.username not in re.sub(r"<header.*?</header>", "", other, flags=re.DOTALL)


def test_the_review_is_hidden_with_its_incident(browse: Any, report: Any, sides: Any, outsider: Any) -> None:
    draft = report(sides[0], visibility="own")
    shared = report(sides[0])
    with as_owner():
        Incident.objects.filter(pk=shared.pk).update(visibility="public")

    for by, incident in ((sides[1], draft), (sides[0], draft), (outsider, shared)):
        for rest in ("review/", "review/sign/"):
            for method in ("get", "post"):
                assert getattr(browse(by), method)(f"/incidents/{incident.pk}/{rest}").status_code == 404


def test_before_the_review_the_page_says_what_is_missing(browse: Any, report: Any, sides: Any) -> None:
    incident = report(sides[0])

    words = text_of(browse(sides[0]).get(page(incident)))

    assert "Not begun. An account is not released yet." in words


def test_more_moves_cost_no_more_queries(browse: Any, incident: Incident, sides: Any) -> None:
    client, counts = browse(sides[0]), []
    for fact in ("start", "cause", "forms"):
        for words in ("One.", "Two."):
            propose(sides[0], incident, fact, words)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(incident)).status_code == 200
        counts.append(len(queries))

    assert counts[1:] == [counts[1]] * 2
    assert counts[1] <= 32


# Signing


def test_the_text_is_read_and_signed_by_both(browse: Any, incident: Incident, sides: Any) -> None:
    settle(incident, *sides, open_facts=("first_action",))
    url = page(incident, "review/sign/")

    for by in sides:
        client = showed_who_it_is(browse(by))
        shown = client.get(url)
        assert "The sides did not come to one opinion" in text_of(shown)
        assert "Words for cause." in text_of(shown)
        content_hash = shown.context["content_hash"]
        assert content_hash in shown.content.decode()
        assert client.post(url, {"content_hash": content_hash}).url == page(incident) + "#joint-h"

    assert fresh(incident).status == "disagreed"
    for by in sides:
        words = text_of(browse(by).get(page(incident, "")))
        assert "Joint account" in words
        assert "Words for cause." in words
        assert content_hash[:12] in words


def test_who_did_not_just_show_who_it_is_does_so_first(browse: Any, incident: Incident, sides: Any) -> None:
    settle(incident, *sides)
    client, url = browse(sides[0]), page(incident, "review/sign/")

    shown = client.get(url)
    answer = client.post(url, {"content_hash": shown.context["content_hash"]})

    assert "Confirm who you are, then sign" in text_of(shown)
    assert answer.status_code == 302
    assert answer.url.startswith("/account/reauthenticate/?next=")
    with as_owner():
        assert not JointSignature.objects.exists()


def test_a_text_that_changed_is_not_signed_and_the_change_is_shown(browse: Any, incident: Incident, sides: Any) -> None:
    first, second = sides
    settle(incident, first, second)
    client, url = showed_who_it_is(browse(first)), page(incident, "review/sign/")
    read = client.get(url).context["content_hash"]
    accept(first, incident, propose(second, incident, "cause", "The road was blocked."))

    answer = client.post(url, {"content_hash": read})

    assert answer.status_code == 409
    words = text_of(answer)
    assert "The text changed since you read it. Nothing is signed." in words
    assert "border representative proposed words for: cause: The road was blocked." in words
    assert answer.context["content_hash"] != read
    with as_owner():
        assert not JointSignature.objects.exists()


def test_what_is_left_is_named_before_signing(browse: Any, incident: Incident, sides: Any) -> None:
    settle(incident, *sides)
    propose(sides[0], incident, "cause", "Other words.")
    client, url = showed_who_it_is(browse(sides[0])), page(incident, "review/sign/")

    shown = client.get(url)
    answer = client.post(url, {"content_hash": shown.context["content_hash"]})

    assert "It cannot be signed yet. Neither agreed nor left open: cause." in text_of(shown)
    assert answer.status_code == 409


def test_a_void_signature_says_what_voided_it(browse: Any, incident: Incident, sides: Any) -> None:
    first, second = sides
    settle(incident, first, second)
    sign(first, incident)
    leave_open(second, incident, "cause")

    for by in sides:
        words = text_of(browse(by).get(page(incident)))
        assert "1 signature no longer counts" in words
        assert "Void, for the text changed:" in words
        assert "border representative left open: cause" in words


def test_a_released_version_says_that_it_voided_the_signatures(browse: Any, incident: Incident, sides: Any) -> None:
    first, second = sides
    settle(incident, first, second)
    for by in sides:
        sign(by, incident)
    released(second, incident, title="A better title")

    words = text_of(browse(first).get(page(incident)))

    assert "2 signatures no longer count" in words
    assert "border representative released version 2 of its account" in words


def test_a_malformed_hash_is_refused(browse: Any, incident: Incident, sides: Any) -> None:
    settle(incident, *sides)
    client = showed_who_it_is(browse(sides[0]))

    for given in ({}, {"content_hash": "x"}):
        assert client.post(page(incident, "review/sign/"), given).status_code == 422


def test_others_do_not_sign(browse: Any, incident: Incident, sides: Any, officer: Any) -> None:
    settle(incident, *sides)
    client, url = showed_who_it_is(browse(officer)), page(incident, "review/sign/")

    shown = client.get(url)

    assert "I sign this joint account" not in text_of(shown)
    assert client.post(url, {"content_hash": shown.context["content_hash"]}).status_code == 403


# What both sides see alike


def test_the_pages_of_the_two_sides_mirror_each_other(
    browse: Any, report: Any, representative_tj: Any, representative_kg: Any
) -> None:
    incident = under_review(report, representative_tj, representative_kg)
    accept(representative_kg, incident, propose(representative_tj, incident, "cause", "The road was blocked."))
    propose(representative_tj, incident, "start", "At 17:15.")

    def groups(by: Any) -> list[tuple[Any, ...]]:
        shown = browse(by).get(page(incident))
        return [
            (group.key, [(item.fact, [cell.side.code for cell in item.row.cells]) for item in group.items])
            for group in shown.context["groups"]
        ]

    tj, kg = groups(representative_tj), groups(representative_kg)

    assert [key for key, _items in tj] == [key for key, _items in kg]
    for (_key, ours), (_same, theirs) in zip(tj, kg, strict=True):
        assert [(fact, order[::-1]) for fact, order in ours] == theirs


# The verbs of the end


def test_one_sides_closing_is_shown_as_such(browse: Any, report: Any, sides: Any, officer: Any) -> None:
    first, second = sides
    incident = told_by_both(report, first, second)
    client = browse(first)

    answer = client.post(page(incident, "close/"), follow=True)

    chip = f"Closed by one side: {first.side_id}"
    for by in (first, second, officer):
        assert chip in text_of(browse(by).get(page(incident, "")))
        assert chip in text_of(browse(by).get(page(incident)))
        assert chip in text_of(browse(by).get("/incidents/"))
    assert [side.code for side in answer.context["next_step"].who] == [second.side_id]
    assert "close" not in [act.verb for act in answer.context["next_step"].acts]
    closed = browse(second).post(page(incident, "close/"), follow=True)
    assert "Closed by both sides" in text_of(closed)


def test_what_is_awaited_of_whom_is_said_while_it_is_localised(browse: Any, report: Any, sides: Any) -> None:
    first, second = sides
    incident = report(first)
    browse(second).post(page(incident, "acknowledge/"))
    client = browse(first)
    client.post(page(incident, "localise/"))

    step = client.get(page(incident, "")).context["next_step"]
    assert [side.code for side in step.who] == [second.side_id]
    assert (step.at_label, step.at is not None) == ("Its silence can be recorded from", True)
    assert "localise" not in [act.verb for act in step.acts]
    into_the_past(incident, minutes=61)
    shown = client.get(page(incident, ""))
    assert "Record that the other side is silent" in text_of(shown)
    client.post(page(incident, "localise/"))

    assert fresh(incident).status == "localised"
    assert "Localised; the other side was silent" in text_of(client.get(page(incident, "")))


def test_a_reason_is_given_on_the_page_and_read_by_both(browse: Any, report: Any, sides: Any) -> None:
    first, second = sides
    incident = told_by_both(report, first, second)
    do(close_incident, first, incident)
    client = browse(second)
    assert 'name="reason"' in client.get(page(incident, "")).content.decode()

    refused = client.post(page(incident, "reopen/"), {"reason": ""})
    client.post(page(incident, "reopen/"), {"reason": "Stones were thrown again."})

    assert refused.status_code == 422
    assert "Say why." in text_of(refused)
    assert fresh(incident).status == "reopened"
    with as_owner():
        assert TimelineEntry.objects.get(kind="reopened").text == "Stones were thrown again."
    assert "Stones were thrown again." in text_of(browse(first).get(page(incident, "")))


def test_it_is_opened_to_the_public_by_two_buttons(browse: Any, report: Any, sides: Any) -> None:
    incident = report(sides[0])

    offered = [
        [act.to for act in browse(by).get(page(incident, "")).context["next_step"].more if act.verb == "widen"]
        for by in sides
    ]
    for by in sides:
        browse(by).post(page(incident, "widen/"), {"to": "public"})

    assert offered == [["local", "public"], ["public"]]
    assert fresh(incident).visibility == "public"


@pytest.mark.parametrize("verb", ["localise", "close", "reopen", "not_confirm", "widen"])
def test_a_verb_of_the_end_is_a_post_of_a_representative(
    browse: Any, report: Any, sides: Any, officer: Any, client: Any, verb: str
) -> None:
    incident = report(sides[0])
    url, given = page(incident, f"{verb}/"), {"reason": "Why."} if verb in {"reopen", "not_confirm"} else {}

    assert browse(officer).get(url).status_code == 405
    answer = browse(officer).post(url, given, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert client.post(url).url.startswith("/account/login/")
    assert fresh(incident).status == "signal"


def test_the_first_confirmation_does_not_name_the_other_side_silent(browse: Any, report: Any, sides: Any) -> None:
    first, second = sides
    incident = report(first)
    browse(second).post(page(incident, "acknowledge/"))
    do(localise_incident, second, incident)

    assert "Confirm that it is localised" in text_of(browse(first).get(page(incident, "")))
