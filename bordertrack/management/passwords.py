"""People made on the command line, with a password that is asked for."""

import os
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from people.actors import COMMAND, acting_as
from people.models import User


def save_with_password(user: User) -> None:
    """Save a new person with the password of ADMIN_PASSWORD, else with one that is asked for.

    :raises CommandError: if the password is too weak, or the name or address cannot be.
    """
    password = os.environ.get("ADMIN_PASSWORD") or _asked_password()
    try:
        validate_password(password, user)
        user.set_password(password)
        # A taken name or a mistyped address is said here, before the database says it less clearly.
        user.full_clean()
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    with acting_as(COMMAND):
        user.save()


def _asked_password() -> str:
    try:
        password = getpass("Password: ")
        if password != getpass("The same again: "):
            raise CommandError("The two passwords differ.")
    except (EOFError, KeyboardInterrupt):
        raise CommandError("No password was given: set ADMIN_PASSWORD where nobody can type.") from None
    return password
