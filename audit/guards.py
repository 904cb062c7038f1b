"""Append-only for the owner too: a slip of the hand is refused, and what is meant has to be said."""

from django.db import connections

# The history tables, as the sealer finds them: a new one takes part by itself.
EVENT_TABLES = """
    SELECT c.relname::text
    FROM pg_class c
    JOIN pg_roles r ON r.oid = c.relowner
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('pgh_id', 'txid') AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname ~ 'event$'
      AND r.rolname = current_user
    GROUP BY c.relname HAVING count(*) = 2
    ORDER BY c.relname::text COLLATE "C"
"""
SEAL_TABLES = ("audit_seal", "audit_shape", "audit_head", "audit_letter")


def put_guards(using: str = "default") -> None:
    """Give every history table, and the seals, the trigger that refuses UPDATE, DELETE and TRUNCATE."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regproc('public.audit_refuse')")
        if cursor.fetchone() == (None,):
            # Migrated back to before this app.
            return
        cursor.execute(EVENT_TABLES)
        guarded = [*SEAL_TABLES, *(name for (name,) in cursor.fetchall())]
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'")
        present = {name for (name,) in cursor.fetchall()}
        # Only what is missing: making a trigger keeps writers of its table out.
        for table in [name for name in guarded if name not in present]:
            cursor.execute(
                f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public."{table}"'
                " FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse()"
            )
