"""Who may read what of people, and the shared store of failures and used codes."""

from django.db import migrations

from people.rowsecurity import OFFICE, PERSON, protect, protect_history, seal_history

OF_THE_OFFICE = f"side_id = {OFFICE}"
MINE = f"user_id = {PERSON}"
# A person handed over takes no history along: the former office still reads what it did itself.
DONE_BY_THE_OFFICE = f"actor_side = {OFFICE}"

CACHE = """
CREATE TABLE django_cache (
  cache_key varchar(255) NOT NULL PRIMARY KEY,
  value text NOT NULL,
  expires timestamptz NOT NULL
);
CREATE INDEX django_cache_expires ON django_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_people_and_sign_ins")]

    operations = [
        protect("people_post", see=OF_THE_OFFICE, insert=OF_THE_OFFICE, update=OF_THE_OFFICE),
        protect(
            "people_signin",
            see=f"{OF_THE_OFFICE} OR {MINE}",
            insert=f"{OF_THE_OFFICE} OR {MINE}",
            update=None,
        ),
        # Sealed first: who may read an event depends on the side it was made for.
        *(
            operation
            for table, see in (
                ("people_userevent", f"{OF_THE_OFFICE} OR {DONE_BY_THE_OFFICE} OR pgh_obj_id = {PERSON}"),
                ("people_apitokenevent", f"{DONE_BY_THE_OFFICE} OR {MINE}"),
                ("people_postevent", OF_THE_OFFICE),
                ("people_signinevent", f"{OF_THE_OFFICE} OR {MINE}"),
            )
            for operation in (seal_history(table), protect_history(table, see=see))
        ),
        migrations.RunSQL(CACHE, "DROP TABLE django_cache"),
    ]
