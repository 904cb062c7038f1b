"""Make a side's first administrator, who then makes everybody else of that side."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bordertrack.management.passwords import save_with_password
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
        save_with_password(user)
        if options["verbosity"] > 0:
            self.stdout.write(f"{username} administers {service.code} and can sign in.")
