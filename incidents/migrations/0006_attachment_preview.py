"""Keep a small picture of each picture."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0005_two_sides_row_security"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="attachmentcontent",
            name="bytes_stay_what_they_are",
        ),
        migrations.AddField(
            model_name="attachmentcontent",
            name="preview",
            field=models.BinaryField(default=b""),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachmentcontent",
            trigger=pgtrigger.compiler.Trigger(
                name="bytes_stay_what_they_are",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."attachment_id" IS DISTINCT FROM (NEW."attachment_id") OR OLD."side_id" IS DISTINCT FROM (NEW."side_id") OR OLD."data" IS DISTINCT FROM (NEW."data") OR OLD."preview" IS DISTINCT FROM (NEW."preview"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="ead77c2ed99263e96f52035f350901195ebc000c",
                    operation="UPDATE",
                    pgid="pgtrigger_bytes_stay_what_they_are_b8470",
                    table="incidents_attachmentcontent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
