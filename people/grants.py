"""What the application role may do, renewed after every migration."""

from django.db import connections

# What Django and allauth delete from to let people in, and who covers what, whose history stays. No record of
# the border is among them.
DELETABLE = (
    "django_session",
    "django_cache",
    "mfa_authenticator",
    "segments_sector_officers",
    "segments_adminarea_authorities",
)


def renew_grants(using: str = "default") -> None:
    """Grant the application role its rights; run as the owner of the tables.

    History triggers run as the owner, so that the role needs no right to write history and cannot forge it;
    CREATE OR REPLACE resets that, hence after every migration.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            GRANT USAGE ON SCHEMA public TO bordertrack_app;
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO bordertrack_app;
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO bordertrack_app;
            DO $$
            DECLARE t record; f record;
            BEGIN
              FOR t IN SELECT c.relname,
                              c.relname ~ '(event|pghistory_context|django_migrations)$|^audit_(seal|shape|head)$'
                              AS closed
                       FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
                       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND r.rolname = current_user
              LOOP
                IF t.closed THEN
                  EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %I FROM bordertrack_app', t.relname);
                ELSE
                  EXECUTE format('GRANT INSERT, UPDATE ON %I TO bordertrack_app', t.relname);
                END IF;
              END LOOP;
              FOR f IN SELECT p.oid::regprocedure AS signature
                       FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
                       WHERE p.pronamespace = 'public'::regnamespace AND r.rolname = current_user
                         AND p.prorettype = 'trigger'::regtype
                         AND p.proname LIKE 'pgtrigger\\_%%'
              LOOP
                EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp', f.signature);
              END LOOP;
            END $$;
            """.replace("%%", "%")
        )
        for table in DELETABLE:
            # One is made by another app's migrations, which may not have run yet.
            cursor.execute("SELECT to_regclass(%s)", [table])
            if cursor.fetchone() != (None,):
                cursor.execute(f"GRANT DELETE ON {table} TO bordertrack_app")
        # SET LOCAL pgtrigger.ignore would otherwise write rows without an event. The context of pghistory is
        # not used: the actor's column is, and looking for one costs a subtransaction a row.
        cursor.execute(
            """
            CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name)
            RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
            CREATE OR REPLACE FUNCTION _pgh_attach_context()
            RETURNS uuid LANGUAGE sql IMMUTABLE AS 'SELECT NULL::uuid';
            """
        )
