"""Load the shipped border: `manage.py load_border`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from segments.loading import load_border


class Command(BaseCommand):
    help = "Load the shipped border and its delimitation ledger from data/; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, default=settings.BASE_DIR / "data", help="folder of the files")

    def handle(self, *args: Any, **options: Any) -> None:
        tally = load_border(options["data"])
        if options["verbosity"] == 0:
            return
        for name, total in tally.total.items():
            created, changed = tally.created[name], tally.changed[name]
            self.stdout.write(f"{name}: {total} ({created} new, {changed} changed)")
        if not tally.changed_anything:
            self.stdout.write("Nothing changed.")
