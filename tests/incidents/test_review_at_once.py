"""Many at once on one joint account: no signature under words nobody read, and each side's word counts once."""

import threading
import time
import uuid
from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from incidents.accounts.hashing import digest
from incidents.models import Incident, JointSignature, TimelineEntry
from incidents.services import (
    accounts,
    acknowledge_incident,
    begin_review,
    join_incidents,
    localise_incident,
    release_account,
    releasing,
    separate,
    withdraw_account,
    write_account,
)
from incidents.services.review import basis_changed
from people.actors import acting_as, actor_for
from tests.conftest import as_owner
from tests.incidents.reviewed import (
    do,
    fresh,
    propose,
    released,
    review,
    settle,
    showed_who_it_is,
    sign,
    told_by_both,
    under_review,
)
from tests.incidents.test_concurrency import at_once, client_of

pytestmark = pytest.mark.django_db(transaction=True)


def url(incident: Incident, rest: str) -> str:
    return f"/api/v1/incidents/{incident.pk}/{rest}"


@pytest.fixture
def both(transactional_db: None, representative_tj: Any, representative_kg: Any) -> Any:
    return representative_tj, representative_kg


@pytest.mark.parametrize("round_", range(4))
def test_a_signature_and_a_move_at_once_never_sign_unread_words(report: Any, both: Any, round_: int) -> None:
    first, second = both
    incident = under_review(report, first, second)
    settle(incident, first, second)
    read = review(first, incident)
    signer, mover = showed_who_it_is(client_of(first)), client_of(second)
    ready = threading.Barrier(2)

    def call(number: int) -> Any:
        ready.wait()
        if number == 0:
            return signer.post(url(incident, "review/sign/"), {"content_hash": read.content_hash}, format="json")
        body = {"fact": "cause", "move": "proposal", "text": "Other words."}
        return mover.post(url(incident, "review/"), body, format="json")

    signed, moved = at_once(2, call)

    assert moved.status_code == 201
    assert signed.status_code in {201, 409}
    found = review(first, incident)
    # Whoever came first: no signature counts under the words that came in between.
    assert [each.is_valid for each in found.signatures] == ([False] if signed.status_code == 201 else [])
    for each in found.rows:
        assert each.content_hash == read.content_hash == digest(each.text)
    assert fresh(incident).status == "under_review"


def test_both_sides_sign_at_once(report: Any, both: Any) -> None:
    incident = under_review(report, *both)
    settle(incident, *both)
    content_hash = review(both[0], incident).content_hash
    signers = [showed_who_it_is(client_of(by)) for by in both]

    answers = at_once(
        2, lambda n: signers[n].post(url(incident, "review/sign/"), {"content_hash": content_hash}, format="json")
    )

    assert [answer.status_code for answer in answers] == [201, 201]
    assert fresh(incident).status == "agreed"
    assert kinds(incident)["signed"] == 2


def test_one_side_signs_once_however_often_it_is_pressed(report: Any, both: Any) -> None:
    incident = under_review(report, *both)
    settle(incident, *both)
    content_hash = review(both[0], incident).content_hash
    signers = [showed_who_it_is(client_of(both[0])) for _n in range(6)]

    answers = at_once(
        6, lambda n: signers[n].post(url(incident, "review/sign/"), {"content_hash": content_hash}, format="json")
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    with as_owner():
        assert JointSignature.objects.count() == 1


def test_eight_closings_at_once_have_one_effect_a_side(report: Any, both: Any) -> None:
    incident = told_by_both(report, *both)
    clients = [client_of(both[n % 2]) for n in range(8)]

    answers = at_once(8, lambda n: clients[n].post(url(incident, "close/"), {}, format="json"))

    assert Counter(answer.status_code for answer in answers) == {200: 2, 409: 6}
    assert fresh(incident).status == "closed"
    with as_owner():
        entries = TimelineEntry.objects.filter(incident=incident, kind="closed").order_by("at")
        assert [each.to_status for each in entries] == ["closed_by_one", "closed"]
        assert {each.side_id for each in entries} == {"KG", "TJ"}


def test_eight_confirmations_at_once_have_one_effect_a_side(report: Any, both: Any) -> None:
    incident = report(both[0])
    do(acknowledge_incident, both[0], incident)
    clients = [client_of(both[n % 2]) for n in range(8)]

    answers = at_once(8, lambda n: clients[n].post(url(incident, "localise/"), {}, format="json"))

    assert Counter(answer.status_code for answer in answers) == {200: 2, 409: 6}
    assert fresh(incident).status == "localised"
    assert kinds(incident)["localised"] == 2


def test_two_answers_to_one_proposal_are_one(report: Any, both: Any) -> None:
    first, second = both
    incident = under_review(report, first, second)
    move = propose(first, incident, "cause", "The road was blocked.")
    clients = [client_of(second) for _n in range(4)]
    body = {"fact": "cause", "move": "acceptance", "answers": str(move.pk)}

    answers = at_once(4, lambda n: clients[n].post(url(incident, "review/"), body, format="json"))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert [each.move for each in review(first, incident).moves] == ["proposal", "acceptance"]


@pytest.mark.parametrize("verb", ["release", "withdraw"])
@pytest.mark.parametrize("is_whole_first", [True, False])
def test_an_account_and_a_separation_at_once_do_not_wait_for_each_other(
    report: Any, both: Any, monkeypatch: pytest.MonkeyPatch, verb: str, is_whole_first: bool
) -> None:
    first, second = both
    ids = sorted([uuid.uuid4(), uuid.uuid4()], reverse=not is_whole_first)
    whole, part = report(first, id=ids[0]), report(second, id=ids[1])
    released(first, whole)
    account = released(second, part)
    with acting_as(actor_for(second)):
        link, _is_new = join_incidents(incident=part, into=fresh(whole), by=second)
    do(acknowledge_incident, first, whole)
    for by in both:
        do(localise_incident, by, whole)
    do(begin_review, first, whole)
    settle(whole, first, second)
    for by in both:
        sign(by, whole)
    assert fresh(whole).status == "agreed"
    if verb == "release":
        with acting_as(actor_for(second)):
            account = write_account(incident=fresh(part), by=second, title="Other words")
    is_held = threading.Event()

    def held(incident: Incident, **more: Any) -> None:
        is_held.set()
        # Time for the other to take what it can.
        time.sleep(0.5)
        basis_changed(incident, **more)

    monkeypatch.setattr(releasing, "basis_changed", held)

    def call(number: int) -> Any:
        with acting_as(actor_for(second)):
            if number == 0:
                return (release_account if verb == "release" else withdraw_account)(account=account, by=second)
            assert is_held.wait(10)
            return separate(link=link, by=second)

    done, separated = at_once(2, call)

    assert done.state == {"release": "released", "withdraw": "withdrawn"}[verb]
    assert separated.ended_at is not None
    assert (fresh(whole).status, fresh(part).status) == ("under_review", "reopened")


def test_an_incident_joined_meanwhile_is_locked_with_the_one_it_was_joined_to(
    report: Any, both: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = both
    whole, part = report(first), report(second)
    in_order, is_joined = accounts.locked_in_order, []

    def late(pks: Any) -> Any:
        if not is_joined:
            is_joined.append(True)
            at_once(1, lambda _n: join())
        return in_order(pks)

    def join() -> None:
        with acting_as(actor_for(second)):
            join_incidents(incident=part, into=whole, by=second)

    locked: list[Any] = []

    def seen(pks: Any) -> Any:
        locked.append(set(pks))
        return late(pks)

    monkeypatch.setattr(accounts, "locked_in_order", seen)
    with acting_as(actor_for(second)), transaction.atomic():
        row = accounts.locked_with_whole(part)

    assert locked == [{part.pk}, {part.pk, whole.pk}]
    assert row.status == "joined"


def kinds(incident: Incident) -> Counter[str]:
    with as_owner():
        return Counter(TimelineEntry.objects.filter(incident=incident).values_list("kind", flat=True))
