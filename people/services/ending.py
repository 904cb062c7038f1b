"""Ending what a person can act with: sessions, answer links, tokens, second factors."""

import uuid

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from people.models import SignIn, SignInKind, User
from people.services.guards import not_oneself, same_side


def note(*, person: User, kind: SignInKind, method: str = "") -> None:
    """Keep that something happened at a person's door; needs an actor of the side, or the person."""
    SignIn.objects.create(user=person, side_id=person.side_id, at=timezone.now(), kind=kind, method=method)


@transaction.atomic
def end_everything(*, person: User) -> None:
    """End a person's sessions, answer links and API tokens: each is refused at its next use."""
    person.key_epoch = uuid.uuid4()
    person.save(update_fields=["key_epoch"])
    person.tokens.filter(revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def phone_is_lost(*, person: User, by: User, with_factor: bool = False) -> None:
    """End everything that a lost device could act with; on request also the second factors bound to it.

    :raises NotOfThisSide: if the person is not of the administrator's side.
    :raises OwnRights: if an administrator would take the own second factor off.
    """
    same_side(person, by)
    if with_factor:
        not_oneself(person, by)
    end_everything(person=person)
    note(person=person, kind=SignInKind.ENDED, method=by.username[:60])
    if with_factor:
        remove_factors(person=person, by=by)


@transaction.atomic
def reset_factor(*, person: User, by: User) -> None:
    """Take a person's second factors off, and end everything; the next sign-in sets one up again.

    :raises NotOfThisSide: if the person is not of the administrator's side.
    :raises OwnRights: if it is the administrator's own: the account's page changes that one.
    """
    same_side(person, by)
    not_oneself(person, by)
    end_everything(person=person)
    remove_factors(person=person, by=by)


def remove_factors(*, person: User, by: User) -> None:
    """Take every second factor off and keep that, whether or not there was one."""
    Authenticator.objects.filter(user=person).delete()
    note(person=person, kind=SignInKind.FACTOR_REMOVED, method=by.username[:60])
