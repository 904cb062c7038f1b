"""Keep the side for which a form was typed: its words stay behind when their author moves to another side."""

import django.db.models.deletion
from django.db import migrations, models

from people.rowsecurity import OWN, PERSON

FORMER = f"user_id = {PERSON}"
MINE = f"{FORMER} AND {OWN}"
# What is known of those begun so far is the side of their author now.
OF_THE_AUTHOR = "UPDATE incidents_incidentdraft d SET side_id = u.side_id FROM people_user u WHERE u.id = d.user_id"


def _policies(condition: str) -> list[str]:
    return [
        f"ALTER POLICY see ON incidents_incidentdraft USING ({condition})",
        f"ALTER POLICY add ON incidents_incidentdraft WITH CHECK ({condition})",
        f"ALTER POLICY change ON incidents_incidentdraft USING ({condition})",
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0010_close_a_review_alone"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="incidentdraft",
            name="side",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.side"
            ),
        ),
        migrations.RunSQL(OF_THE_AUTHOR, migrations.RunSQL.noop),
        # Undone before the column goes, on which they depend.
        migrations.RunSQL(_policies(MINE), _policies(FORMER)),
    ]
