"""The account of a side: versions, states, who may do what, and what the other side never sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from incidents import services
from incidents.accounts.hashing import content_hash
from incidents.codes import AccountState, Visibility
from incidents.errors import AlreadyShared, MayNot, OccurredInTheFuture
from incidents.models import Account, Casualty, Incident, Source, TimelineEntry
from incidents.reading import reading
from incidents.workflow import StatusForbidsVerb
from people.actors import acting_as, actor_for
from people.models import Role, User
from tests.conftest import _person, as_owner

WOUNDED = {
    "people_side_id": "KG",
    "status": "wounded",
    "category": "civilian",
    "best": 11,
    "low": 11,
    "high": 11,
    "author": "District hospital",
    "as_of": None,
}
PATROL = {"kind": "patrol", "name": "Patrol of the post", "reliability": "B", "credibility": 2}


@contextmanager
def by(user: User) -> Iterator[User]:
    with acting_as(actor_for(user)):
        yield user


@pytest.fixture
def second_representative_kg(sector: Any) -> User:
    return _person("deputy.kg", Role.DEPUTY, "KG", sector)


def written(incident: Incident, user: User, **facts: Any) -> Account:
    with by(user):
        return services.write_account(incident=incident, by=user, **facts)


def mine(user: User, incident: Incident) -> Account:
    return Account.objects.visible_to(user).filter(incident=incident, side=user.side_id).order_by("-version")[0]


def states(user: User, incident: Incident) -> list[tuple[int, str]]:
    with by(user):
        rows = Account.objects.visible_to(user).filter(incident=incident, side="KG").order_by("version")
        return [(row.version, row.state) for row in rows]


def test_a_draft_becomes_a_released_account_and_then_history(
    report: Any, officer: Any, counterpart: Any, representative_kg: Any, representative_tj: Any
) -> None:
    incident = report(officer)

    first = written(incident, counterpart, title="A road was closed", first_action_by="TJ")
    assert (first.version, first.state, first.visibility) == (1, AccountState.DRAFT, Visibility.OWN)
    with by(counterpart):
        services.submit_account(account=first, by=counterpart)
    with by(representative_kg):
        verified = services.verify_account(account=mine(representative_kg, incident), by=representative_kg)
        assert (verified.state, verified.verified_by) == (AccountState.VERIFIED, representative_kg)
        released = services.release_account(account=verified, by=representative_kg)
    assert (released.state, released.visibility) == (AccountState.RELEASED, Visibility.BOTH)

    second = written(incident, counterpart, title="The road was closed at six")
    assert (second.version, second.state, second.first_action_by) == (2, AccountState.DRAFT, "TJ")
    assert states(representative_tj, incident) == [(1, "released")]
    with by(representative_kg):
        services.release_account(account=second, by=representative_kg)

    assert states(representative_tj, incident) == [(1, "revised"), (2, "released")]
    with by(representative_tj):
        read = reading(Incident.objects.for_reading().get(), representative_tj)
        assert read.account is not None
        assert read.account.side_id == "TJ"


def test_changing_a_verified_version_makes_it_a_draft_again(
    report: Any, officer: Any, counterpart: Any, representative_kg: Any
) -> None:
    incident = report(officer)
    account = written(incident, counterpart, title="A road was closed")
    with by(representative_kg):
        services.submit_account(account=account, by=representative_kg)
        services.verify_account(account=account, by=representative_kg)

    changed = written(incident, counterpart, crowd="50_200")

    assert (changed.pk, changed.version, changed.state) == (account.pk, 1, AccountState.DRAFT)
    assert (changed.verified_by, changed.verified_at) == (None, None)
    assert changed.title == "A road was closed"


def test_who_wrote_any_of_it_does_not_verify_it(
    report: Any, officer: Any, counterpart: Any, representative_kg: Any, second_representative_kg: Any
) -> None:
    incident = report(officer)
    account = written(incident, counterpart, title="A road was closed")
    written(incident, representative_kg, first_action_by="TJ")
    with by(representative_kg):
        services.submit_account(account=account, by=representative_kg)

        with pytest.raises(MayNot, match="Somebody else"):
            services.verify_account(account=mine(representative_kg, incident), by=representative_kg)
        released = services.release_account(account=mine(representative_kg, incident), by=representative_kg)
    assert released.verified_by is None

    own = written(incident, representative_kg, title="Begun by the representative")
    with by(representative_kg):
        services.submit_account(account=own, by=representative_kg)
        with pytest.raises(MayNot):
            services.verify_account(account=mine(representative_kg, incident), by=representative_kg)
    with by(second_representative_kg):
        verified = services.verify_account(
            account=mine(second_representative_kg, incident), by=second_representative_kg
        )
    assert verified.verified_by == second_representative_kg


def test_releasing_what_nobody_verified_verifies_it(
    report: Any, officer: Any, counterpart: Any, representative_kg: Any
) -> None:
    account = written(report(officer), counterpart, title="A road was closed")

    with by(representative_kg):
        released = services.release_account(account=account, by=representative_kg)

    assert (released.verified_by, released.released_by) == (representative_kg, representative_kg)
    assert released.verified_at == released.released_at


def test_only_the_own_side_in_its_own_roles(
    report: Any, officer: Any, counterpart: Any, representative_tj: Any, analyst: Any
) -> None:
    incident = report(officer)
    account = written(incident, counterpart, title="A road was closed")

    for verb in (services.submit_account, services.verify_account, services.release_account, services.withdraw_account):
        with by(representative_tj), pytest.raises(MayNot):
            verb(account=account, by=representative_tj)  # type: ignore[operator]
    for verb in (services.verify_account, services.release_account, services.withdraw_account):
        with by(counterpart), pytest.raises(MayNot):
            verb(account=account, by=counterpart)  # type: ignore[operator]
    with by(analyst), pytest.raises(MayNot):
        services.write_account(incident=incident, by=analyst, title="No side")


def test_a_withdrawn_account_stays_readable_and_another_can_follow(
    report: Any, officer: Any, counterpart: Any, representative_kg: Any, representative_tj: Any
) -> None:
    incident = report(officer)
    account = written(incident, counterpart, title="A road was closed")
    with by(representative_kg), pytest.raises(StatusForbidsVerb):
        services.withdraw_account(account=account, by=representative_kg)
    with by(representative_kg):
        released = services.release_account(account=account, by=representative_kg)
        withdrawn = services.withdraw_account(account=released, by=representative_kg)
    assert withdrawn.withdrawn_at is not None
    assert states(representative_tj, incident) == [(1, "withdrawn")]

    second = written(incident, counterpart, title="It was open again")
    with by(representative_kg):
        services.release_account(account=second, by=representative_kg)
        with pytest.raises(AlreadyShared):
            services.release_account(account=second, by=representative_kg)

    assert states(representative_tj, incident) == [(1, "withdrawn"), (2, "released")]


def test_a_draft_kept_with_the_own_side_is_not_released(report: Any, officer: Any, representative_tj: Any) -> None:
    incident = report(officer, visibility="own")

    with by(representative_tj), pytest.raises(MayNot, match="both sides first"):
        services.release_account(account=mine(representative_tj, incident), by=representative_tj)


def test_what_is_not_released_moves_nothing_of_the_other_side(
    report: Any, officer: Any, counterpart: Any, representative_kg: Any
) -> None:
    incident = report(officer)

    def seen() -> tuple[Any, ...]:
        with by(officer):
            row = Incident.objects.for_reading().get()
            return row.updated_at, reading(row, officer).etag, TimelineEntry.objects.count(), Account.objects.count()

    before = seen()
    account = written(incident, counterpart, title="A road was closed", casualties=[WOUNDED], sources=[PATROL])
    written(incident, counterpart, cause="livestock", occurred_at=timezone.now() - timedelta(hours=3))
    with by(counterpart):
        services.submit_account(account=account, by=counterpart)
    assert seen() == before

    with by(representative_kg):
        services.release_account(account=account, by=representative_kg)
    released = seen()
    assert released != before
    written(incident, counterpart, title="A second version", crowd="under_10", casualties=[])
    assert seen() == released


def test_the_signal_is_that_of_the_side_that_reported_it(
    report: Any, officer: Any, counterpart: Any, representative_kg: Any, representative_tj: Any
) -> None:
    incident = report(officer)
    theirs = written(incident, counterpart, cause="livestock", crowd="over_1000", forms=["arson"])
    with by(representative_kg):
        services.release_account(account=theirs, by=representative_kg)
    with by(officer):
        assert Incident.objects.get().cause == "irrigation_turn"

    own = written(incident, officer, cause="livestock", forms=["arson"])
    with by(officer):
        assert Incident.objects.get().cause == "irrigation_turn"
    with by(representative_tj):
        services.release_account(account=own, by=representative_tj)

    with by(officer):
        row = Incident.objects.get()
        assert (row.cause, row.forms) == ("livestock", ["arson"])


def test_rows_are_replaced_and_kept_apart_by_author(report: Any, officer: Any, counterpart: Any) -> None:
    incident = report(officer)
    two = [WOUNDED, WOUNDED | {"author": "Press of the other side", "best": 17, "low": 10, "high": 17}]
    account = written(incident, counterpart, casualties=two, sources=[PATROL])
    with by(counterpart):
        first = Casualty.objects.of(account).get(author="District hospital").pk

    written(incident, counterpart, casualties=[WOUNDED], sources=[PATROL | {"credibility": 4}])

    with by(counterpart):
        assert [row.pk for row in Casualty.objects.of(account)] == [first]
        assert Casualty.objects.filter(account=account).count() == 2
        source = Source.objects.of(account).get()
        assert (source.reliability, source.credibility) == ("B", 4)
        assert mine(counterpart, incident).content_hash == content_hash(account)


@pytest.mark.parametrize("bounds", [{"low": 12}, {"high": 10}, {"low": 9, "high": 8}])
def test_a_number_lies_within_its_bounds(report: Any, officer: Any, counterpart: Any, bounds: dict[str, int]) -> None:
    incident = report(officer)

    with pytest.raises(ValidationError, match="casualty_low_best_high_in_order"):
        written(incident, counterpart, casualties=[WOUNDED | bounds])


@pytest.mark.parametrize("field", ["forces", "damage", "measures"])
def test_none_stands_alone(report: Any, officer: Any, counterpart: Any, field: str) -> None:
    other = {"forces": "patrol", "damage": "houses", "measures": "elders"}[field]
    incident = report(officer)

    with pytest.raises(ValidationError) as caught:
        written(incident, counterpart, **{field: ["none", other]})

    assert list(caught.value.message_dict) == [field]


def test_strange_facts_are_refused(report: Any, officer: Any, counterpart: Any) -> None:
    incident, tomorrow = report(officer), timezone.now() + timedelta(days=1)

    with pytest.raises(OccurredInTheFuture):
        written(incident, counterpart, occurred_at=tomorrow)
    with pytest.raises(OccurredInTheFuture):
        written(incident, counterpart, known_at=tomorrow)
    with pytest.raises(ValidationError, match="began"):
        written(incident, counterpart, occurred_until=timezone.now())
    with pytest.raises(ValidationError, match="main cause"):
        written(incident, counterpart, causes=["livestock"])
    with pytest.raises(TypeError):
        written(incident, counterpart, state="released")


def test_a_released_account_is_frozen_for_whoever_writes(
    report: Any, officer: Any, counterpart: Any, representative_kg: Any
) -> None:
    incident = report(officer)
    account = written(incident, counterpart, title="A road was closed", casualties=[WOUNDED], sources=[PATROL])
    with by(representative_kg):
        services.release_account(account=account, by=representative_kg)

    raw = [
        ("UPDATE incidents_account SET title = 'Another'", DatabaseError),
        ("UPDATE incidents_account SET visibility = 'own', released_at = NULL", DatabaseError),
        ("UPDATE incidents_account SET content_hash = repeat('0', 64)", DatabaseError),
        ("UPDATE incidents_account SET state = 'draft'", (InternalError, ProgrammingError, DatabaseError)),
        ("UPDATE incidents_casualty SET best = 1, low = 1", DatabaseError),
        ("UPDATE incidents_casualty SET removed_at = now()", DatabaseError),
        ("UPDATE incidents_source SET credibility = 6", DatabaseError),
        ("DELETE FROM incidents_account", DatabaseError),
        ("DELETE FROM incidents_casualty", DatabaseError),
    ]
    for sql, error in raw:
        table = sql.split()[1] if sql.startswith("UPDATE") else sql.split()[2]
        column = "id" if table == "incidents_account" else "account_id"
        with (
            pytest.raises(error),
            by(representative_kg),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{sql} WHERE {column} = %s", [account.pk])


def test_the_other_side_cannot_write_into_an_account(
    report: Any, officer: Any, counterpart: Any, representative_kg: Any
) -> None:
    account = written(report(officer), counterpart, title="A road was closed")
    with by(representative_kg):
        services.release_account(account=account, by=representative_kg)

    with by(officer), connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_account SET state = 'withdrawn', withdrawn_at = now() WHERE side_id = 'KG'")
        assert cursor.rowcount == 0
    with pytest.raises(ProgrammingError), by(officer), transaction.atomic():
        Casualty.objects.create(account=account, side_id="KG", visibility="both", **WOUNDED)


def test_partners_read_what_both_steps_opened(
    report: Any, officer: Any, counterpart: Any, representative_kg: Any, outsider: Any
) -> None:
    incident = report(officer)
    account = written(incident, counterpart, title="A road was closed", casualties=[WOUNDED])
    with by(representative_kg):
        account = services.release_account(account=account, by=representative_kg)
        with pytest.raises(MayNot, match="Both sides open"):
            services.open_account_to_partners(account=account, by=representative_kg)
    with as_owner():
        Incident.objects.filter(pk=incident.pk).update(visibility=Visibility.PUBLIC)

    with by(representative_kg):
        services.open_account_to_partners(account=account, by=representative_kg)

    with by(outsider):
        assert Account.objects.visible_to(outsider).get().pk == account.pk
        assert Casualty.objects.get().best == 11


def test_the_sides_swapped_give_the_same(report: Any, officer: Any, counterpart: Any, representative_tj: Any) -> None:
    incident = report(counterpart)
    account = written(incident, officer, title="A road was closed", occurred_at=timezone.now() - timedelta(hours=2))
    assert (account.side_id, account.clock, account.own_number[:3]) == ("TJ", "Asia/Dushanbe", "TJ-")

    with by(representative_tj):
        services.release_account(account=account, by=representative_tj)

    with by(counterpart):
        rows = Account.objects.visible_to(counterpart).order_by("side")
        assert [(row.side_id, row.state) for row in rows] == [("KG", "submitted"), ("TJ", "released")]
