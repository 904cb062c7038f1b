"""Who may see and write which rows: an office its own, a system duty what it needs, nobody else anything."""

from django.db import migrations

from people.rowsecurity import OFFICE, OWN_OR_OPEN, duty, protect

OFFICE_ROWS = f"side_id = {OFFICE}"
SYSTEM = f"{duty('alerting')} OR {duty('delivery')}"

# The subselects are themselves under row security: what the reader cannot see does not exist.
SECTORS_SEEN = (
    "EXISTS (SELECT 1 FROM notifications_representative r"
    " WHERE r.id = notifications_representative_sectors.representative_id)"
)
SECTORS_OWN = (
    "EXISTS (SELECT 1 FROM notifications_representative r"  # noqa: S608
    f" WHERE r.id = notifications_representative_sectors.representative_id AND r.side_id = {OFFICE})"
)
# A foreign key accepts a hidden parent: the answer must belong to a notification of the same office.
OWN_ANSWER = (
    f"{OFFICE_ROWS} AND EXISTS (SELECT 1 FROM notifications_notification n"  # noqa: S608
    " WHERE n.id = notifications_acknowledgement.notification_id"
    " AND n.side_id = notifications_acknowledgement.side_id)"
)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        protect(
            "notifications_representative", see=f"{OFFICE_ROWS} OR {SYSTEM}", insert=OFFICE_ROWS, update=OFFICE_ROWS
        ),
        protect("notifications_representative_sectors", see=SECTORS_SEEN, insert=SECTORS_OWN, update=SECTORS_OWN),
        protect("notifications_contactpoint", see=f"{OFFICE_ROWS} OR {SYSTEM}", insert=OFFICE_ROWS, update=OFFICE_ROWS),
        protect(
            "notifications_alert", see=f"{OWN_OR_OPEN} OR {duty('alerting')}", insert=duty("alerting"), update=None
        ),
        protect(
            "notifications_notification",
            see=f"{OFFICE_ROWS} OR {SYSTEM}",
            insert=duty("alerting"),
            update=f"{OFFICE_ROWS} OR {duty('delivery')}",
        ),
        protect(
            "notifications_deliveryattempt",
            see=f"{OFFICE_ROWS} OR {duty('delivery')}",
            insert=duty("delivery"),
            update=None,
        ),
        protect("notifications_acknowledgement", see=OFFICE_ROWS, insert=OWN_ANSWER, update=None),
    ]
