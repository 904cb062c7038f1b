"""Check the whole record of changes against its seals, and name the first row that is not as it was."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit.verification import FirstBadRow, KnownHead, verify


def known_head(text: str) -> KnownHead:
    """Read HASH or N:HASH.

    :raises ArgumentTypeError: if it is neither.
    """
    match = re.fullmatch(r"(?:(\d{1,18}):)?([0-9a-fA-F]{64})", text.strip())
    if match is None:
        raise ArgumentTypeError("Give a hash of 64 hexadecimal digits, or its number, a colon and the hash.")
    return KnownHead(bytes.fromhex(match[2]), int(match[1]) if match[1] else None)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            type=known_head,
            metavar="[N:]HASH",
            help="a head from a message or a former check, which must be in the chain; may be repeated",
        )

    def handle(self, *args: Any, head: list[KnownHead], **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE oid = 'audit_seal'::regclass"
            )
            if not cursor.fetchone()[0]:
                raise CommandError("Only the owner of the tables sees all rows: set DATABASE_ROLE=owner.")
        try:
            verified = verify(head)
        except FirstBadRow as error:
            raise CommandError(str(error), returncode=1) from error
        # A sealer that stands still is seen by how long they wait.
        since = f", the oldest since {verified.oldest:%Y-%m-%d %H:%M:%S} UTC" if verified.oldest else ""
        self.stdout.write(
            f"{verified.count} rows are sealed, in order and unchanged; {verified.waiting} wait to be sealed{since}."
        )
        self.stdout.write(f"{verified.count}:{verified.head.hex()}")
