"""What the catalog says of every history table and of the seals: a new table is covered by itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from pghistory.models import Event

from audit.guards import SEAL_TABLES
from notifications.models import Representative
from people.actors import Actor, acting_as, actor_for
from tests.audit.conftest import owner
from tests.conftest import as_owner

EVENTS = (
    "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'pgh_id'"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1"
)

# What the application role may change although no history is kept of it, and why none is needed.
WITHOUT_HISTORY = {
    "auth_group": "Django's own; roles are a column of people_user",
    "auth_group_permissions": "Django's own",
    "auth_permission": "Django's own",
    "people_user_groups": "Django's own, unused",
    "people_user_user_permissions": "Django's own, unused",
    "django_content_type": "Django's own",
    "django_session": "holds no record; sign-ins are recorded",
    "django_cache": "counts of failures",
    "account_emailaddress": "allauth's copy of the address of people_user",
    "account_emailconfirmation": "unused: administrators make the accounts",
    "incidents_attachmentcontent": "the bytes, whose SHA-256 is in the history of the attachment",
    "incidents_incidentdraft": "a person's own unsent form; what is sent becomes an account",
    "incidents_numberseries": "a counter; the number given is in the history of what has it",
    "mfa_authenticator": "secrets; that a factor was added or removed is a row of people_signin",
    "notifications_heartbeat": "that a process is alive",
    "notifications_notification": "where a message stands: each attempt and each answer is a row of its own",
}
# Written by the owner's commands from what is shipped; no page and no route changes them.
LOADED = {
    "people_side",
    "segments_adminarea",
    "segments_border",
    "segments_border_sides",
    "segments_borderline",
    "segments_ledgertotal",
    "segments_lengthclaim",
    "segments_place",
    "segments_protocol",
    "segments_sector",
    "segments_sector_adjoining",
    "segments_segment",
    "segments_segment_districts",
    "segments_segmentstatus",
}


def asked(sql: str, parameters: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


def refused(sql: str, message: str) -> bool:
    """Say whether a statement is refused in these words."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return message in str(error)
    return False


def attacks(table: str) -> Iterator[str]:
    column = "n" if table in {"audit_seal", "audit_head"} else "id" if table.startswith("audit_") else "pgh_id"
    yield f"INSERT INTO {table} DEFAULT VALUES"
    yield f"UPDATE {table} SET {column} = {column}"
    yield f"DELETE FROM {table}"
    yield f"TRUNCATE {table}"
    yield f"TRUNCATE {table} CASCADE"


def test_the_application_writes_no_history_and_no_seal(representative_tj: Any) -> None:
    tables = [*asked(EVENTS), "audit_seal", "audit_shape", "audit_head"]
    assert len(tables) > 8

    with acting_as(actor_for(representative_tj)):
        done = [sql for table in tables for sql in attacks(table) if not refused(sql, "permission denied")]

    assert done == []


def test_the_application_switches_no_trigger_off(representative_tj: Any) -> None:
    tracked = [model.pgh_tracked_model._meta.db_table for model in event_models()]
    tables = [*asked(EVENTS), *SEAL_TABLES, *tracked]

    with acting_as(actor_for(representative_tj)):
        done = [
            table
            for table in tables
            if not refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL", "must be owner")
            or not refused(f"DROP TABLE {table}", "must be owner")
        ]
        assert refused("SET session_replication_role = replica", "permission denied")

    assert done == []


def test_the_owner_changes_no_history_by_accident(db: None) -> None:
    with as_owner():
        tables = [*asked(EVENTS), *SEAL_TABLES]
        done = [
            sql
            for table in tables
            for sql in list(attacks(table))[1:]
            if not refused(sql, "append-only") and not refused(sql, "referenced in a foreign key")
        ]

    assert done == []


@pytest.mark.django_db(transaction=True)
def test_the_owner_says_so_first() -> None:
    with owner() as cursor:
        cursor.execute("TRUNCATE audit_letter")
        cursor.execute("SET audit.rewriting = off")
        with pytest.raises(DatabaseError, match="audit_letter is append-only: TRUNCATE refused"):
            cursor.execute("TRUNCATE audit_letter")


def test_each_history_table_is_walled_off_names_its_actor_and_is_sealed(db: None) -> None:
    facts = asked(
        "SELECT c.relname::text, c.relrowsecurity AND c.relforcerowsecurity,"
        " (SELECT bool_and(a.attnotnull AND a.atthasdef) FROM pg_attribute a"
        "  WHERE a.attrelid = c.oid AND a.attname IN ('actor', 'txid') HAVING count(*) = 2),"
        " EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'actor_side'),"
        " EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid"
        "         AND pg_get_indexdef(i.indexrelid) LIKE '%%(txid, pgh_id)'),"
        " c.relname ~ 'event$'"
        " FROM pg_class c WHERE c.relname = ANY (%s)",
        [asked(EVENTS)],
    )

    assert {name for name, *holds in facts if not all(holds)} == set()


def event_models() -> list[Any]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed and not model._meta.proxy and not model._meta.abstract
    ]


def test_what_can_be_changed_has_a_history(db: None) -> None:
    changeable = asked(
        "SELECT c.relname::text FROM pg_class c"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        "   AND (has_table_privilege('bordertrack_app', c.oid, 'UPDATE')"
        "        OR has_table_privilege('bordertrack_app', c.oid, 'DELETE'))"
        "   AND (NOT c.relrowsecurity OR EXISTS ("
        "     SELECT 1 FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname"
        "     AND 'bordertrack_app' = ANY (p.roles) AND p.cmd IN ('UPDATE', 'DELETE', 'ALL')))"
    )
    tracked = {model.pgh_tracked_model._meta.db_table for model in event_models()}

    assert set(changeable) - tracked - WITHOUT_HISTORY.keys() - LOADED == set()


def test_the_functions_of_the_owner_are_closed_to_others_and_look_in_fixed_places(db: None) -> None:
    rows = asked(
        "SELECT p.proname::text, has_function_privilege('public', p.oid, 'EXECUTE'),"
        " array_to_string(p.proconfig, ',') LIKE '%search_path=%'"
        " FROM pg_proc p WHERE p.proname IN ('seal_audit', 'audit_take_head')"
    )

    assert sorted(rows) == [("audit_take_head", False, True), ("seal_audit", False, True)]


def test_the_application_reads_no_seal(representative_tj: Any) -> None:
    with acting_as(actor_for(representative_tj)):
        assert [asked(f"SELECT count(*) FROM {table}") for table in SEAL_TABLES] == [[0]] * 4


def test_a_change_without_an_actor_fails(post: Representative) -> None:
    with (
        acting_as(Actor("", office="TJ")),
        pytest.raises(IntegrityError, match='"actor"'),
        transaction.atomic(),
    ):
        Representative.objects.update(languages=["tg"])
