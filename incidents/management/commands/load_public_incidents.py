"""Import the public incidents of data/; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from incidents.public_sources import load_public_incidents
from people.actors import LOADER, acting_as


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(LOADER):
            new, changed = load_public_incidents()
        self.stdout.write(f"Public incidents: {new} new, {changed} changed.")
