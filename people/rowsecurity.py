"""Row security as migration operations: the second wall behind `visible_to`.

The application role owns nothing. Each protected table also has a policy for its owner, because FORCE binds
the owner too: without it a data migration touches no row and says nothing.
"""

from typing import Any

from django.db.migrations import RunSQL

SIDE_SET = "nullif(current_setting('app.side', true), '')"
OFFICE_SET = "nullif(current_setting('app.office', true), '')"
SIDE = f"(SELECT {SIDE_SET})"
OFFICE = f"(SELECT {OFFICE_SET})"
PERSON = "(SELECT nullif(current_setting('app.person', true), '')::bigint)"
SEES = "(SELECT string_to_array(current_setting('app.sees', true), ','))::text[]"

ACTOR = "nullif(current_setting('app.actor', true), '')"

# Unset and '' both mean nobody: string_to_array('') is an empty array, nullif('') is null.
OWN_OR_OPEN = f"visibility = ANY ({SEES}) OR side_id = {SIDE}"
OWN = f"side_id = {SIDE}"


def duty(name: str) -> str:
    """Return the condition under which a system duty, such as alerting, is at work."""
    return f"'{name}' = ANY ({SEES})"


def protect(table: str, *, see: str = OWN_OR_OPEN, insert: str = OWN, update: str | None = OWN) -> RunSQL:
    """Return the operation that walls a table off: who may see, insert and update a row; nobody deletes.

    `update=None` makes the table append-only.
    """
    sql: list[Any] = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
        f"CREATE POLICY see ON {table} FOR SELECT TO bordertrack_app USING ({see})",
        f"CREATE POLICY add ON {table} FOR INSERT TO bordertrack_app WITH CHECK ({insert})",
    ]
    undo: list[Any] = [
        f"DROP POLICY add ON {table}",
        f"DROP POLICY see ON {table}",
        f"DROP POLICY owner ON {table}",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
    ]
    if update is not None:
        sql.append(f"CREATE POLICY change ON {table} FOR UPDATE TO bordertrack_app USING ({update})")
        undo.insert(0, f"DROP POLICY change ON {table}")
    return RunSQL(sql, undo)


def protect_history(table: str, *, see: str = OWN_OR_OPEN) -> RunSQL:
    """Return the operation that walls off a history table: rows come from triggers, with their actor.

    The event carries the side and visibility that its row had then, so what was a draft stays one.
    """
    return RunSQL(
        [
            f"ALTER TABLE {table} ADD COLUMN actor text NOT NULL DEFAULT {ACTOR}",
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
            f"CREATE POLICY see ON {table} FOR SELECT TO bordertrack_app USING ({see})",
        ],
        [
            f"DROP POLICY see ON {table}",
            f"DROP POLICY owner ON {table}",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DROP COLUMN actor",
        ],
    )


def seal_history(table: str) -> RunSQL:
    """Return the operation that makes a protected history table one that is sealed (see audit/).

    Its rows then also keep the side acted for, and the transaction: the sealer reads in that order, behind
    which nothing can still be committed.
    """
    return RunSQL(
        [
            (
                f"ALTER TABLE {table}"
                f" ADD COLUMN actor_side text DEFAULT coalesce({SIDE_SET}, {OFFICE_SET}),"
                " ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id()"
            ),
            f"CREATE INDEX {table}_txid ON {table} (txid, pgh_id)",
        ],
        [f"ALTER TABLE {table} DROP COLUMN actor_side, DROP COLUMN txid"],
    )
