"""The database's clock: what deadlines and leases are measured on, whatever the clocks of the hosts say."""

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


class ClockTimestamp(Func):
    """The moment the statement runs; `now()` stands still in a transaction."""

    function = "clock_timestamp"
    output_field = DateTimeField()


class StatementClock(ClockTimestamp):
    """The same moment for every row of one query. A volatile call would keep an index from being used."""

    template = "(SELECT clock_timestamp())"


def database_now() -> datetime:
    """Return what the database's clock shows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
