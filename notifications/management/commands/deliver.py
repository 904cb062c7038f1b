"""Send alerts as they fall due, until stopped. Needs the database and nothing else; run as many as you like."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from notifications.delivery import deliver_due
from notifications.loop import DeliveryLoop


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Send what is due now, and end.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            handled = 0
            while newly := deliver_due():
                handled += newly
            self.stdout.write(str(handled))
            return
        loop = DeliveryLoop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_received: loop.stop())
        loop.run()
