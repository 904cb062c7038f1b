"""Who answers for which sector and district, with its history: what a person may see depends on it."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from people.rowsecurity import OFFICE, protect_history, seal_history

# The two tables name no side; the office that made the change may read of it.
OWN_CHANGES = f"actor_side = {OFFICE}"


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("segments", "0002_kilometres"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AreaAuthority",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("segments.adminarea_authorities",),
        ),
        migrations.CreateModel(
            name="SectorOfficer",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("segments.sector_officers",),
        ),
        migrations.CreateModel(
            name="AreaAuthorityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "adminarea",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="segments.adminarea",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SectorOfficerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="segments.sector",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="areaauthority",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "segments_areaauthorityevent" ("adminarea_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") VALUES (NEW."adminarea_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."user_id"); RETURN NULL;',
                    hash="fedac0d7cd618a8cdefb8545d0f92b29cd1dcad2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9cd54",
                    table="segments_adminarea_authorities",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="areaauthority",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "segments_areaauthorityevent" ("adminarea_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") VALUES (NEW."adminarea_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."user_id"); RETURN NULL;',
                    hash="5f488c218e5ad50db967704cf06702eaf44e2795",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cc38e",
                    table="segments_adminarea_authorities",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="areaauthority",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "segments_areaauthorityevent" ("adminarea_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") VALUES (OLD."adminarea_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."user_id"); RETURN NULL;',
                    hash="68c045be0493fb42862e090aba361748fc9213e2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9ff19",
                    table="segments_adminarea_authorities",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sectorofficer",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "segments_sectorofficerevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "sector_id", "user_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."sector_id", NEW."user_id"); RETURN NULL;',
                    hash="6e35100b74b67274a7daaaa5961a286590571516",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e7964",
                    table="segments_sector_officers",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sectorofficer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "segments_sectorofficerevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "sector_id", "user_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."sector_id", NEW."user_id"); RETURN NULL;',
                    hash="5c79fd9a5c9bf68dad4bd7a7ba17b156b6d91dab",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b635f",
                    table="segments_sector_officers",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sectorofficer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "segments_sectorofficerevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "sector_id", "user_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."sector_id", OLD."user_id"); RETURN NULL;',
                    hash="1b32c1c1d4016ec97e1a5e0c44a11f33bc322e7e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b14a1",
                    table="segments_sector_officers",
                    when="AFTER",
                ),
            ),
        ),
        seal_history("segments_areaauthorityevent"),
        protect_history("segments_areaauthorityevent", see=OWN_CHANGES),
        seal_history("segments_sectorofficerevent"),
        protect_history("segments_sectorofficerevent", see=OWN_CHANGES),
    ]
