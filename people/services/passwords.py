"""Passwords that an administrator gives, and those a person chooses."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from people.errors import NoAddress
from people.models import SignInKind, User
from people.services.ending import end_everything, note
from people.services.guards import not_oneself, same_side

# Without characters that are mistaken for one another when read out: 25 letters and 8 digits, 16 of them are 80 bits.
ALPHABET = "abcdefghijkmnpqrstuvwxyz" + "23456789"


def make_password() -> str:
    """Return a made-up password in four groups, to be read out once."""
    groups = ["".join(secrets.choice(ALPHABET) for _each in range(4)) for _group in range(4)]
    return "-".join(groups)


def set_made_up_password(*, person: User) -> str:
    """Set a made-up password and return it; it opens nothing but the page to choose one's own."""
    password = make_password()
    person.set_password(password)
    person.has_made_up_password = True
    return password


@transaction.atomic
def reset_password(*, person: User, by: User, mail: bool = False) -> str:
    """Take a person's password, end everything, and return a made-up one, or nothing when a link is mailed.

    The link is for the caller to send, once this is committed.

    :raises NotOfThisSide: if the person is not of the administrator's side.
    :raises OwnRights: if it is the administrator's own: the account's page changes that one.
    :raises NoAddress: if a link is asked for and there is no address.
    """
    same_side(person, by)
    not_oneself(person, by)
    password = ""
    if mail:
        if not person.email:
            raise NoAddress(_("This person has no e-mail address."))
        person.set_unusable_password()
        person.has_made_up_password = False
    else:
        password = set_made_up_password(person=person)
    person.save(update_fields=["password", "has_made_up_password"])
    end_everything(person=person)
    note(person=person, kind=SignInKind.PASSWORD_CHANGED, method=by.username[:60])
    return password


@transaction.atomic
def password_was_changed(*, person: User) -> None:
    """End everything begun with the former password, which the person has just replaced."""
    if person.has_made_up_password:
        person.has_made_up_password = False
        person.save(update_fields=["has_made_up_password"])
    end_everything(person=person)
    note(person=person, kind=SignInKind.PASSWORD_CHANGED)
