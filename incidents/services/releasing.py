"""The account of one side after it is written: checked within the side, opened to the other side, taken back."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.accounts.hashing import content_hash
from incidents.codes import AccountState, Visibility
from incidents.errors import AlreadyShared, MayNot
from incidents.models import Account, Casualty, EntryKind, Incident, Source
from incidents.reach import refuse_out_of_reach
from incidents.services.accounts import locked_with_whole
from incidents.services.entries import record
from incidents.services.places import put_site
from incidents.services.review import basis_changed
from incidents.siting import site_of
from incidents.workflow import next_account_state
from people.actors import actor_for
from people.models import User

# Gets the version once it is locked, and raises if it is not the one that was read.
Check = Callable[[Account], None]


@transaction.atomic
def submit_account(*, account: Account, by: User) -> Account:
    """Hand a draft to the side's representatives to verify.

    :raises MayNot: unless `by` writes the record of the account's side.
    :raises StatusForbidsVerb: unless it is a draft.
    """
    if not (by.speaks_for_a_side and by.side_id == account.side_id):
        raise MayNot(_("Only the own side submits its account."))
    refuse_out_of_reach(by, account.incident)
    return _move(account, "submit")


@transaction.atomic
def verify_account(*, account: Account, by: User, check: Check | None = None) -> Account:
    """Say, for the own side, that what an account states was checked by somebody who wrote none of it.

    :raises MayNot: unless `by` represents the account's side and wrote nothing of it.
    :raises StatusForbidsVerb: unless it is submitted.
    """
    if not (by.represents_a_side and by.side_id == account.side_id):
        raise MayNot(_("Only a representative of the side verifies its account."))
    locked = _locked_account(account)
    if has_written(locked, by):
        raise MayNot(_("Somebody else than those who wrote an account verifies it."))
    if check is not None:
        check(locked)
    return _move(locked, "verify", verified_by=by, verified_at=timezone.now())


def has_written(account: Account, person: User) -> bool:
    """Whether a person began a version or changed what it says, as the history of its row tells."""
    if account.author_id == person.pk:
        return True
    with connection.cursor() as cursor:
        # The actor of a history row is written by the database alone, and no model field.
        cursor.execute(
            "SELECT EXISTS (SELECT FROM ("
            " SELECT actor, content_hash <> lag(content_hash) OVER (ORDER BY pgh_id) AS is_changed"
            " FROM incidents_accountevent WHERE id = %s) AS event WHERE is_changed AND actor = %s)",
            [account.pk, actor_for(person).name],
        )
        return bool(cursor.fetchone()[0])


def _move(account: Account, verb: str, **changes: Any) -> Account:
    account = _locked_account(account)
    changes |= {"state": next_account_state(verb, account.state), "updated_at": timezone.now()}
    for name, value in changes.items():
        setattr(account, name, value)
    account.save(update_fields=list(changes))
    return account


@transaction.atomic
def release_account(*, account: Account, by: User, check: Check | None = None) -> Account:
    """Open the side's account to the other side, for good; its version before becomes history.

    Of the side that reported the incident, the coded facts and the coarse place then stand in the incident's row.

    :raises MayNot: unless `by` represents the account's side, and both sides may know of the incident.
    :raises AlreadyShared: if this version is open already.
    """
    if not (by.represents_a_side and by.side_id == account.side_id):
        raise MayNot(_("Only a representative of the side releases its account."))
    incident = locked_with_whole(account.incident)
    account = _locked_account(account)
    if not incident.is_shared:
        raise MayNot(_("Send the incident to both sides first."))
    if check is not None:
        check(account)
    if account.released_at is not None:
        raise AlreadyShared(_("The account is released already."))
    now = timezone.now()
    former = Account.objects.filter(incident=incident, side=by.side_id, state=AccountState.RELEASED).first()
    if former is not None:
        former.state, former.updated_at = next_account_state("revise", former.state), now
        former.save(update_fields=["state", "updated_at"])
    if account.verified_at is None and not has_written(account, by):
        account.verified_by, account.verified_at = by, now
    account.state = next_account_state("release", account.state)
    account.visibility, account.released_at, account.released_by = Visibility.BOTH, now, by
    account.updated_at, account.content_hash = now, content_hash(account)
    account.save()
    Source.objects.of(account).update(visibility=Visibility.BOTH)
    Casualty.objects.of(account).update(visibility=Visibility.BOTH)
    changed = ["updated_at"]
    if incident.side_id == account.side_id:
        changed += _bring_into_signal(incident, account)
    incident.updated_at = now
    incident.save(update_fields=changed)
    record(incident, EntryKind.RELEASED, by=by, at=now)
    basis_changed(incident, by=by, at=now)
    return account


def _bring_into_signal(incident: Incident, account: Account) -> list[str]:
    """Set what both sides may know from what the reporting side now says; return the names of the columns."""
    names = []
    if account.occurred_at is not None:
        names += ["occurred_at", "occurred_until", "time_precision", "clock"]
    names += [name for name in ("cause", "forms", "crowd") if getattr(account, name)]
    if account.cause:
        names.append("causes")
    for name in names:
        setattr(incident, name, getattr(account, name))
    if account.location is None:
        return names
    site = site_of(
        location=(account.location.x, account.location.y),
        place=None,
        precision=account.location_precision,
        on=incident.occurred_at.date(),
        confirm_far=True,
    )
    # The same coarse place keeps the name it was given.
    if site is not None and incident.location != site.shared:
        put_site(incident, site)
        names += ["segment", "line", "sector", "place", "location", "location_precision", "km_m", "distance_m"]
    return names


@transaction.atomic
def open_account_to_partners(*, account: Account, by: User) -> Account:
    """Let partners of both sides read a released account, on an incident both sides have opened to them.

    :raises MayNot: unless `by` represents the account's side, it is released, and the incident is public.
    """
    if not (by.represents_a_side and by.side_id == account.side_id):
        raise MayNot(_("Only a representative of the side releases its account."))
    account = _locked_account(account)
    if account.incident.visibility != Visibility.PUBLIC:
        raise MayNot(_("Both sides open the incident to partners first."))
    if account.state != AccountState.RELEASED:
        raise MayNot(_("Release the account to the other side first."))
    if account.visibility == Visibility.PUBLIC:
        raise AlreadyShared(_("Partners read it already."))
    now = timezone.now()
    account.visibility, account.updated_at = Visibility.PUBLIC, now
    account.save(update_fields=["visibility", "updated_at"])
    Source.objects.filter(account=account, visibility=Visibility.BOTH).update(visibility=Visibility.PUBLIC)
    Casualty.objects.filter(account=account, visibility=Visibility.BOTH).update(visibility=Visibility.PUBLIC)
    return account


@transaction.atomic
def withdraw_account(*, account: Account, by: User) -> Account:
    """Say that the side no longer stands by its released account; the words stay readable, marked as withdrawn.

    A later version at work stays as it is.

    :raises MayNot: unless `by` represents the account's side.
    :raises StatusForbidsVerb: unless it is released and not replaced.
    """
    if not (by.represents_a_side and by.side_id == account.side_id):
        raise MayNot(_("Only a representative of the side withdraws its account."))
    incident = locked_with_whole(account.incident)
    now = timezone.now()
    account = _move(account, "withdraw", withdrawn_at=now)
    incident.updated_at = now
    incident.save(update_fields=["updated_at"])
    record(incident, EntryKind.WITHDRAWN, by=by, at=now)
    basis_changed(incident, by=by, at=now)
    return account


def _locked_account(account: Account) -> Account:
    return Account.objects.select_for_update(of=("self",)).select_related("incident", "side").get(pk=account.pk)
