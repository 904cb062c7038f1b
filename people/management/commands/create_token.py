"""Make an API token for a user; its key is printed once, alone on the last line."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from people.actors import COMMAND, acting_as
from people.models import Scope, User
from people.services import create_token


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--scope", action="append", required=True, choices=Scope.values)
        parser.add_argument("--days", type=int, default=90)

    def handle(self, *args: Any, username: str, scope: list[str], days: int, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username}.")
        try:
            with acting_as(COMMAND):
                _token, key = create_token(user=user, scopes=scope, life=timedelta(days=days))
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(key)
