"""Make a person of no side: an observer of an international mission, or an analyst of both."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from bordertrack.management.passwords import save_with_password
from people.models import Clock, Role, User


class Command(BaseCommand):
    help = "Make an observer or a joint analyst; the password comes from ADMIN_PASSWORD, else it is asked for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", default=Role.OBSERVER, choices=[Role.OBSERVER, Role.ANALYST])
        parser.add_argument("--email", required=True)
        parser.add_argument("--language", default="ru", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--clock", default=Clock.BISHKEK, choices=Clock.values)

    def handle(self, *args: Any, username: str, role: str, email: str, **options: Any) -> None:
        user = User(username=username, email=email, role=role, language=options["language"], time_zone=options["clock"])
        save_with_password(user)
        if options["verbosity"] > 0:
            self.stdout.write(f"{username} is of no side, and can sign in.")
