"""Take a new row only from the person it names, and only about what that person's side sees.

A foreign key is checked behind row security: by itself it lets a side write under a record that it may not know of,
or put numbers of people under the other side's account.
"""

from django.db import migrations

from people.rowsecurity import OWN, PERSON, SIDE

SEEN = "EXISTS (SELECT FROM incidents_incident i WHERE i.id = {column})"
OF_INCIDENT = SEEN.format(column="incident_id")
# What a version says is added while it is worked on.
OF_OWN_WORK = (
    "visibility = 'own' AND EXISTS (SELECT FROM incidents_account a"
    f" WHERE a.id = account_id AND a.visibility = 'own' AND a.side_id = {SIDE})"
)
OWN_FILE = f"EXISTS (SELECT FROM incidents_attachment f WHERE f.id = attachment_id AND f.side_id = {SIDE})"
SEEN_FILE = "EXISTS (SELECT FROM incidents_attachment f WHERE f.id = attachment_id)"
# A report is joined to another by the side that made it.
ENDS = (
    f"{SEEN.format(column='to_incident_id')} AND EXISTS (SELECT FROM incidents_incident i"
    f" WHERE i.id = from_incident_id AND (kind <> 'joined' OR i.side_id = {SIDE}))"
)
TO_US = f"EXISTS (SELECT FROM incidents_informationrequest r WHERE r.id = request_id AND r.to_side_id = {SIDE})"

FORMER = {"incidents_custodyentry": f"side_id IS NOT DISTINCT FROM {SIDE}"}
ADDED = {
    "incidents_account": f"{OWN} AND author_id = {PERSON} AND {OF_INCIDENT}",
    "incidents_casualty": f"{OWN} AND {OF_OWN_WORK}",
    "incidents_source": f"{OWN} AND {OF_OWN_WORK}",
    "incidents_timelineentry": f"{OWN} AND by_id = {PERSON} AND {OF_INCIDENT}",
    "incidents_incidentlink": f"{OWN} AND made_by_id = {PERSON} AND {ENDS}",
    "incidents_attachment": f"{OWN} AND added_by_id = {PERSON} AND {OF_INCIDENT}",
    "incidents_attachmentcontent": f"{OWN} AND {OWN_FILE}",
    "incidents_custodyentry": f"{FORMER['incidents_custodyentry']} AND by_id = {PERSON} AND {SEEN_FILE}",
    "incidents_informationrequest": f"{OWN} AND by_id = {PERSON} AND {OF_INCIDENT}",
    "incidents_informationanswer": f"{OWN} AND by_id = {PERSON} AND {TO_US}",
    "incidents_jointwording": f"{OWN} AND by_id = {PERSON} AND {OF_INCIDENT}",
    "incidents_jointsignature": f"{OWN} AND by_id = {PERSON} AND {OF_INCIDENT}",
}


def _policy(table: str, condition: str) -> str:
    return f"ALTER POLICY add ON {table} WITH CHECK ({condition})"


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_review_label")]

    operations = [
        migrations.RunSQL(_policy(table, condition), _policy(table, FORMER.get(table, OWN)))
        for table, condition in ADDED.items()
    ]
