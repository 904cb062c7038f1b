"""Only a person's own office says what the person covers; ending it deletes the row, whose events stay."""

from django.db import migrations

from people.rowsecurity import OFFICE, protect


def of_own_people(table: str) -> str:
    """Return the condition that the row is about a person of the office that acts."""
    return f"EXISTS (SELECT 1 FROM people_user u WHERE u.id = {table}.user_id AND u.side_id = {OFFICE})"  # noqa: S608


def may_end(table: str) -> migrations.RunSQL:
    """Return the operation that lets the office end an assignment of its people."""
    return migrations.RunSQL(
        f"CREATE POLICY remove ON {table} FOR DELETE TO bordertrack_app USING ({of_own_people(table)})",
        f"DROP POLICY remove ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("segments", "0003_history"), ("people", "0003_sign_in_security")]

    operations = [
        operation
        for table in ("segments_sector_officers", "segments_adminarea_authorities")
        # Whoever reads people reads what they cover.
        for operation in (
            protect(table, see="true", insert=of_own_people(table), update=None),
            may_end(table),
        )
    ]
