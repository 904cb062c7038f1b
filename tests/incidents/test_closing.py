"""From localised to closed, and open again: each side's word, silence, and the time there is."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from incidents.errors import AlreadyDone, MayNot, TooEarly, TooLate
from incidents.models import EntryKind, Incident, TimelineEntry
from incidents.reading import reading
from incidents.services import (
    acknowledge_incident,
    begin_review,
    close_incident,
    localise_incident,
    reopen_incident,
    say_not_confirmed,
)
from incidents.workflow import StatusForbidsVerb
from notifications.models import Notification
from notifications.roster import enrol_representative
from people.actors import acting_as, actor_for
from tests.conftest import as_owner
from tests.incidents.reviewed import do, fresh, into_the_past, thread, told_by_both


@pytest.fixture
def acknowledged(report: Any, sides: Any) -> Incident:
    incident: Incident = report(sides[0])
    do(acknowledge_incident, sides[1], incident)
    return incident


@pytest.fixture
def localised(acknowledged: Incident, sides: Any) -> Incident:
    for by in sides:
        do(localise_incident, by, acknowledged)
    return acknowledged


def actions(by: Any, incident: Incident) -> list[str]:
    with acting_as(actor_for(by)):
        return reading(Incident.objects.get(pk=incident.pk), by).allowed_actions


def test_it_is_localised_by_the_word_of_both(acknowledged: Incident, sides: Any) -> None:
    first, second = sides

    alone = do(localise_incident, second, acknowledged).status
    together = do(localise_incident, first, acknowledged).status

    assert (alone, together) == ("localising", "localised")
    assert thread(acknowledged)[-2:] == [
        ("localised", second.side_id, "acknowledged", "localising"),
        ("localised", first.side_id, "localising", "localised"),
    ]


def test_one_side_alone_does_not_confirm_twice(acknowledged: Incident, sides: Any) -> None:
    first, second = sides
    do(localise_incident, first, acknowledged)
    before = fresh(acknowledged)

    with pytest.raises(TooEarly, match="the silence of the other side can be recorded"):
        do(localise_incident, first, acknowledged)

    assert fresh(acknowledged).updated_at == before.updated_at
    assert "localise" not in actions(first, acknowledged)
    assert "localise" in actions(second, acknowledged)


def test_after_an_hour_the_silence_of_the_other_side_is_recorded(acknowledged: Incident, sides: Any) -> None:
    first, _second = sides
    do(localise_incident, first, acknowledged)
    into_the_past(acknowledged, minutes=61)
    assert "localise" in actions(first, acknowledged)

    status = do(localise_incident, first, acknowledged).status

    assert status == "localised"
    assert thread(acknowledged)[-1] == ("localised_alone", first.side_id, "localising", "localised")


def test_a_side_that_was_heard_of_is_not_silent(acknowledged: Incident, sides: Any) -> None:
    first, second = sides
    do(localise_incident, first, acknowledged)
    into_the_past(acknowledged, minutes=61)
    with acting_as(actor_for(second)):
        incident = Incident.objects.get(pk=acknowledged.pk)
        TimelineEntry.objects.create(
            incident=incident, side=second.side, visibility="both", kind=EntryKind.OBSERVED, at=incident.updated_at,
            text="The crowd is still there.", by=second, post=second.role,
        )  # fmt: skip

    with pytest.raises(TooEarly):
        do(localise_incident, first, acknowledged)


def test_what_the_other_side_writes_for_itself_does_not_show_in_the_silence(acknowledged: Incident, sides: Any) -> None:
    first, second = sides
    do(localise_incident, first, acknowledged)
    into_the_past(acknowledged, minutes=61)
    with acting_as(actor_for(second)):
        TimelineEntry.objects.create(
            incident=acknowledged, side=second.side, visibility="own", kind=EntryKind.OBSERVED,
            at=acknowledged.created_at, text="Seen by us.", by=second, post=second.role,
        )  # fmt: skip

    assert do(localise_incident, first, acknowledged).status == "localised"


def test_confirmations_of_before_a_reopening_do_not_count(localised: Incident, sides: Any) -> None:
    first, second = sides
    for by in sides:
        do(close_incident, by, localised)
    do(reopen_incident, first, localised, reason="It began again.")
    do(acknowledge_incident, second, localised)

    assert do(localise_incident, first, localised).status == "localising"
    assert do(localise_incident, second, localised).status == "localised"


def test_it_is_closed_by_one_and_then_by_both(localised: Incident, sides: Any) -> None:
    first, second = sides

    alone = do(close_incident, second, localised).status
    with pytest.raises(AlreadyDone):
        do(close_incident, second, localised)
    offered = [actions(by, localised) for by in sides]
    together = do(close_incident, first, localised).status

    assert (alone, together) == ("closed_by_one", "closed")
    assert ["close" in each for each in offered] == [True, False]
    assert thread(localised)[-2:] == [
        ("closed", second.side_id, "localised", "closed_by_one"),
        ("closed", first.side_id, "closed_by_one", "closed"),
    ]
    with pytest.raises(StatusForbidsVerb):
        do(close_incident, first, localised)


def test_a_side_that_never_signs_holds_up_nobody(report: Any, sides: Any) -> None:
    first, second = sides
    incident = told_by_both(report, first, second)
    do(begin_review, first, incident)

    alone = do(close_incident, first, incident).status
    together = do(close_incident, second, incident).status

    assert (alone, together) == ("closed_by_one", "closed")


def test_nothing_is_closed_before_it_is_localised(acknowledged: Incident, sides: Any) -> None:
    with pytest.raises(StatusForbidsVerb):
        do(close_incident, sides[0], acknowledged)

    do(localise_incident, sides[0], acknowledged)
    with pytest.raises(StatusForbidsVerb):
        do(close_incident, sides[0], acknowledged)


@pytest.mark.parametrize("closers", [1, 2])
def test_what_was_closed_is_reopened_under_its_number(localised: Incident, sides: Any, closers: int) -> None:
    first, second = sides
    for by in sides[:closers]:
        do(close_incident, by, localised)
    into_the_past(localised, days=29, hours=23)
    assert "reopen" in actions(second, localised)

    reopened = do(reopen_incident, second, localised, reason="  Stones were thrown again. ")

    assert (reopened.status, reopened.number) == ("reopened", localised.number)
    with as_owner():
        entry = TimelineEntry.objects.filter(incident=localised).latest("at")
    assert (entry.kind, entry.text, entry.side_id) == ("reopened", "Stones were thrown again.", second.side_id)
    assert actions(first, localised)[0] == "acknowledge"


def test_after_30_days_a_new_incident_is_advised(localised: Incident, sides: Any) -> None:
    for by in sides:
        do(close_incident, by, localised)
    into_the_past(localised, days=30)

    with pytest.raises(TooLate, match="Log a new incident, and link it"):
        do(reopen_incident, sides[0], localised, reason="It began again.")

    assert "reopen" not in actions(sides[0], localised)
    assert fresh(localised).status == "closed"


def test_the_days_count_from_the_last_closing(localised: Incident, sides: Any) -> None:
    do(close_incident, sides[0], localised)
    into_the_past(localised, days=29)
    do(close_incident, sides[1], localised)
    into_the_past(localised, days=29)

    assert do(reopen_incident, sides[0], localised, reason="Again.").status == "reopened"


def test_who_must_acknowledge_it_again_is_told(localised: Incident, sides: Any, sector: Any) -> None:
    with as_owner():
        for by in sides:
            enrol_representative(user=by, sectors=[sector])
    do(close_incident, sides[0], localised)

    do(reopen_incident, sides[1], localised, reason="It began again.")

    with as_owner():
        told = Notification.objects.filter(body__contains="Reopened. Acknowledge it again.")
        assert {each.side_id for each in told} == {"KG", "TJ"}


@pytest.mark.parametrize("reason", ["", " \n "])
def test_a_reason_is_needed(localised: Incident, sides: Any, reason: str) -> None:
    do(close_incident, sides[0], localised)

    with pytest.raises(ValidationError) as refused:
        do(reopen_incident, sides[0], localised, reason=reason)

    assert refused.value.message_dict == {"reason": ["Say why."]}
    assert fresh(localised).status == "closed_by_one"


def test_an_open_incident_is_not_reopened(localised: Incident, sides: Any) -> None:
    with pytest.raises(StatusForbidsVerb):
        do(reopen_incident, sides[0], localised, reason="Again.")


def test_the_side_that_reported_says_that_it_was_not_confirmed(acknowledged: Incident, sides: Any) -> None:
    first, second = sides
    with pytest.raises(MayNot, match="Only the side that reported"):
        do(say_not_confirmed, second, acknowledged, reason="Nothing was there.")
    assert "not_confirm" in actions(first, acknowledged)
    assert "not_confirm" not in actions(second, acknowledged)

    status = do(say_not_confirmed, first, acknowledged, reason="The patrol found nobody.").status

    assert status == "not_confirmed"
    assert thread(acknowledged)[-1] == ("not_confirmed", first.side_id, "acknowledged", "not_confirmed")
    assert do(reopen_incident, second, acknowledged, reason="It was true.").status == "reopened"


def test_what_is_being_localised_was_confirmed(acknowledged: Incident, sides: Any) -> None:
    do(localise_incident, sides[0], acknowledged)

    with pytest.raises(StatusForbidsVerb):
        do(say_not_confirmed, sides[0], acknowledged, reason="Nothing was there.")


VERBS: list[Any] = [
    (localise_incident, {}),
    (close_incident, {}),
    (reopen_incident, {"reason": "Why."}),
    (say_not_confirmed, {"reason": "Why."}),
]


@pytest.mark.parametrize(("verb", "given"), VERBS)
def test_representatives_alone_do_this(
    localised: Incident, officer: Any, counterpart: Any, analyst: Any, verb: Any, given: Any
) -> None:
    for by in (officer, counterpart, analyst):
        with pytest.raises(MayNot):
            do(verb, by, localised, **given)


@pytest.mark.parametrize(("verb", "given"), VERBS)
def test_a_draft_is_nobodys_to_handle(report: Any, sides: Any, verb: Any, given: Any) -> None:
    incident = report(sides[0], visibility="own")

    with pytest.raises(MayNot):
        do(verb, sides[0], incident, **given)


@pytest.mark.parametrize(("verb", "given"), VERBS)
def test_what_public_sources_tell_has_no_verbs(report: Any, sides: Any, verb: Any, given: Any) -> None:
    incident = report(sides[0])
    with as_owner():
        Incident.objects.filter(pk=incident.pk).update(side=None, origin="public_source")

    with pytest.raises(MayNot):
        do(verb, sides[0], incident, **given)
    assert actions(sides[1], incident) == []


@pytest.mark.parametrize(
    ("reason", "said"), [("", "Say why."), ("Stones. " * 251, "at most 2000 characters"), ("\u202eabc", "not allowed")]
)
def test_a_reason_that_is_refused_stays_in_its_field(
    localised: Incident, sides: Any, browse: Any, reason: str, said: str
) -> None:
    for by in sides:
        do(close_incident, by, localised)
    page = browse(sides[0])

    answer = page.post(f"{localised.get_absolute_url()}reopen/", {"reason": reason})

    assert answer.status_code == 422
    assert fresh(localised).status == "closed"
    html = answer.content.decode()
    field = html[html.index('<details class="more noprint" open>') : html.index("</textarea>")]
    assert said in field
    assert field.endswith(f">{reason}")
    # Another language is chosen on the page of the incident.
    assert f'name="next" value="{localised.get_absolute_url()}"' in html
    assert page.post(f"{localised.get_absolute_url()}reopen/", {"reason": "It began again."}).status_code == 302
    assert fresh(localised).status == "reopened"


@pytest.mark.parametrize("verb", ["reopen", "not_confirm"])
def test_a_reason_for_what_cannot_be_done_any_more_is_given_back(
    localised: Incident, sides: Any, browse: Any, verb: str
) -> None:
    answer = browse(sides[0]).post(f"{localised.get_absolute_url()}{verb}/", {"reason": "Two men were <there>."})

    assert answer.status_code == 409
    html = answer.content.decode()
    assert "This cannot be done while the status is" in html
    assert "readonly>Two men were &lt;there&gt;.</textarea>" in html
