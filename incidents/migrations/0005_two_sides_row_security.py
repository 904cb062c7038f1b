"""Wall off what the two sides write about an incident; see people/rowsecurity.py."""

from django.db import migrations

from people.rowsecurity import SIDE, protect, protect_history, seal_history

# Who opened a file may be of no side.
OWN_OR_OF_NO_SIDE = f"side_id IS NOT DISTINCT FROM {SIDE}"
NEW_HISTORY = (
    "incidents_attachmentevent",
    "incidents_casualtyevent",
    "incidents_custodyentryevent",
    "incidents_incidentlinkevent",
    "incidents_informationanswerevent",
    "incidents_informationrequestevent",
    "incidents_jointsignatureevent",
    "incidents_jointwordingevent",
    "incidents_sourceevent",
    "incidents_timelineentryevent",
)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0004_two_sides")]

    operations = [
        protect("incidents_attachment"),
        protect("incidents_attachmentcontent"),
        protect("incidents_custodyentry", insert=OWN_OR_OF_NO_SIDE, update=None),
        protect("incidents_incidentlink"),
        protect("incidents_informationrequest", update=None),
        protect("incidents_informationanswer", update=None),
        protect("incidents_jointwording", update=None),
        protect("incidents_jointsignature", update=None),
        *[protect_history(table) for table in NEW_HISTORY],
        *[seal_history(table) for table in ("incidents_incidentevent", "incidents_accountevent", *NEW_HISTORY)],
    ]
