"""Sealing what was committed since the last time."""

from django.db import connection

# A batch is one short transaction: about 30 ms.
BATCH = 500


def seal_pending(*, limit: int = 20 * BATCH) -> int:
    """Seal history rows whose transactions have ended, oldest first, and return how many.

    Any number of copies may run: while one is at work, the others do nothing.

    :raises DatabaseError: if the seals are ahead of the cluster's transactions, as after a restored dump.
    """
    sealed = 0
    while sealed < limit:
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.seal_audit(%s)", [BATCH])
            newly = int(cursor.fetchone()[0])
        sealed += newly
        if newly < BATCH:
            break
    return sealed
