"""Wall off what carries a side; see people/rowsecurity.py."""

from django.db import migrations

from people.rowsecurity import OWN, OWN_OR_OPEN, PERSON, protect, protect_history

# The other side moves the status of what it sees; a trigger keeps it from every other column.
MINE = f"user_id = {PERSON}"
SHARED_OR_OWN_SERIES = f"side_id IS NULL OR {OWN}"


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_records")]

    operations = [
        protect("incidents_incident", update=OWN_OR_OPEN),
        protect("incidents_account"),
        protect("incidents_source"),
        protect("incidents_casualty"),
        protect("incidents_timelineentry", update=None),
        protect("incidents_incidentdraft", see=MINE, insert=MINE, update=MINE),
        protect(
            "incidents_numberseries", see=SHARED_OR_OWN_SERIES, insert=SHARED_OR_OWN_SERIES, update=SHARED_OR_OWN_SERIES
        ),
        protect_history("incidents_incidentevent"),
        protect_history("incidents_accountevent"),
    ]
