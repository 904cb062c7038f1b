"""Make a side's first administrator, who then makes everybody else of that side."""

import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from people.actors import COMMAND, acting_as
from people.models import Role, Side, User


class Command(BaseCommand):
    help = "Make an administrator of a side; the password comes from ADMIN_PASSWORD, else it is asked for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--side", required=True, help="code of the side, such as KG")
        parser.add_argument("--email", required=True)
        parser.add_argument("--language", default="ru", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, username: str, side: str, email: str, language: str, **options: Any) -> None:
        service = Side.objects.filter(code=side.upper()).first()
        if service is None:
            known = ", ".join(Side.objects.order_by("code").values_list("code", flat=True)) or "none, run load_border"
            raise CommandError(f"There is no side {side}. There are: {known}.")
        user = User(
            username=username,
            email=email,
            side=service,
            role=Role.ADMINISTRATOR,
            language=language,
            time_zone=service.time_zone,
        )
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
        if options["verbosity"] > 0:
            self.stdout.write(f"{username} administers {service.code} and can sign in.")


def _asked_password() -> str:
    try:
        password = getpass("Password: ")
        if password != getpass("The same again: "):
            raise CommandError("The two passwords differ.")
    except (EOFError, KeyboardInterrupt):
        raise CommandError("No password was given: set ADMIN_PASSWORD where nobody can type.") from None
    return password
