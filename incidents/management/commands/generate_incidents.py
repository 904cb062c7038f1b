"""Make synthetic incidents, marked as such, to see and to measure the product at any size."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from incidents.synthetic import NobodyToWrite, generate_incidents
from people.actors import LOADER, acting_as


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        if not 0 < count <= 20_000_000:
            raise CommandError("Give from 1 to 20,000,000.")
        try:
            with acting_as(LOADER):
                made = generate_incidents(count=count, seed=seed, until=timezone.now().isoformat())
        except NobodyToWrite as error:
            raise CommandError(f"Side {error} has no officer: make people first (create_demo_people).") from error
        # A million rows at once: the planner must know of them before the first page.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"Synthetic incidents: {made} new, seed {seed}.")
