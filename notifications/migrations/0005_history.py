"""The history of the roster, of alerts and of answers; each office reads its own."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from people.rowsecurity import OFFICE, protect_history, seal_history

OFFICE_ROWS = f"side_id = {OFFICE}"
# The table names no side; the office that made the change may read of it.
OWN_CHANGES = f"actor_side = {OFFICE}"


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0004_alert_untold_sides"),
        ("people", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("segments", "0002_kilometres"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AcknowledgementEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("via", models.CharField(choices=[("inbox", "Inbox"), ("link", "Link"), ("api", "API")], max_length=6)),
                (
                    "kind",
                    models.CharField(
                        choices=[("seen", "Seen"), ("going", "Going"), ("on_site", "On site"), ("cannot", "Cannot")],
                        max_length=8,
                    ),
                ),
                ("eta_min", models.PositiveSmallIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AlertEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("key", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("update", "Update"),
                            ("escalation", "Escalation"),
                            ("cancel", "Cancelled"),
                            ("all_clear", "All clear"),
                            ("test", "Test"),
                        ],
                        max_length=12,
                    ),
                ),
                ("severity", models.PositiveSmallIntegerField()),
                ("visibility", models.CharField(choices=[("own", "One side"), ("both", "Both sides")], max_length=6)),
                ("origin", models.CharField(max_length=20)),
                ("path", models.CharField(max_length=200)),
                (
                    "untold_sides",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list, size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactPointEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("email", "E-mail"), ("webhook", "Webhook"), ("in_app", "Inbox")], max_length=10
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField(default=1)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RepresentativeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("representative", "Border representative"),
                            ("deputy", "Deputy representative"),
                            ("chief", "Chief of the border service"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list, size=None
                    ),
                ),
                ("active_from", models.DateField()),
                ("active_until", models.DateField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RepresentativeSectorEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RepresentativeSector",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("notifications.representative_sectors",),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="acknowledgement",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "notifications_acknowledgementevent" ("at", "by_id", "eta_min", "id", "kind", "notification_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "side_id", "via") VALUES (NEW."at", NEW."by_id", NEW."eta_min", NEW."id", NEW."kind", NEW."notification_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."side_id", NEW."via"); RETURN NULL;',
                    hash="4f7f23d8b208636e93b6faf06b1482a154a68fde",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0eb2b",
                    table="notifications_acknowledgement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alert",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "notifications_alertevent" ("created_at", "id", "key", "kind", "origin", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector_id", "severity", "side_id", "untold_sides", "visibility") VALUES (NEW."created_at", NEW."id", NEW."key", NEW."kind", NEW."origin", NEW."path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sector_id", NEW."severity", NEW."side_id", NEW."untold_sides", NEW."visibility"); RETURN NULL;',
                    hash="e590bc8926c35292017a463a2d790431f83782b0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5cebb",
                    table="notifications_alert",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "notifications_contactpointevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "representative_id", "side_id", "verified_at") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."priority", NEW."representative_id", NEW."side_id", NEW."verified_at"); RETURN NULL;',
                    hash="5d9704e2fc28de2745afae9e8c546c13687d8463",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_87c68",
                    table="notifications_contactpoint",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."priority" IS DISTINCT FROM (NEW."priority") OR OLD."representative_id" IS DISTINCT FROM (NEW."representative_id") OR OLD."side_id" IS DISTINCT FROM (NEW."side_id") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at"))',
                    func='INSERT INTO "notifications_contactpointevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "representative_id", "side_id", "verified_at") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."priority", NEW."representative_id", NEW."side_id", NEW."verified_at"); RETURN NULL;',
                    hash="a24c4e06872da282a6ddad40b70ba3074fd78c8b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_218fe",
                    table="notifications_contactpoint",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="address_change_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."secret" IS DISTINCT FROM (NEW."secret"))',
                    func='INSERT INTO "notifications_contactpointevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "representative_id", "side_id", "verified_at") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'address_change\', NEW."id", NEW."priority", NEW."representative_id", NEW."side_id", NEW."verified_at"); RETURN NULL;',
                    hash="6ee6ec07f9873a357bc472e25114fe27d38cf3f0",
                    operation="UPDATE",
                    pgid="pgtrigger_address_change_update_20dcc",
                    table="notifications_contactpoint",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="representative",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "notifications_representativeevent" ("active_from", "active_until", "id", "languages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "side_id", "user_id") VALUES (NEW."active_from", NEW."active_until", NEW."id", NEW."languages", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."side_id", NEW."user_id"); RETURN NULL;',
                    hash="ecb900d0f86dd8c7620fd1352f4768931a44d309",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e6063",
                    table="notifications_representative",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="representative",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "notifications_representativeevent" ("active_from", "active_until", "id", "languages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "side_id", "user_id") VALUES (NEW."active_from", NEW."active_until", NEW."id", NEW."languages", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."side_id", NEW."user_id"); RETURN NULL;',
                    hash="f95958eb72d56cca69f041748963aa594a1019f7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fec7e",
                    table="notifications_representative",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="acknowledgementevent",
            name="by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="acknowledgementevent",
            name="notification",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="notifications.notification",
            ),
        ),
        migrations.AddField(
            model_name="acknowledgementevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="acknowledgementevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="notifications.acknowledgement",
            ),
        ),
        migrations.AddField(
            model_name="acknowledgementevent",
            name="side",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="people.side",
            ),
        ),
        migrations.AddField(
            model_name="alertevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="alertevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="notifications.alert",
            ),
        ),
        migrations.AddField(
            model_name="alertevent",
            name="sector",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="segments.sector",
            ),
        ),
        migrations.AddField(
            model_name="alertevent",
            name="side",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="people.side",
            ),
        ),
        migrations.AddField(
            model_name="contactpointevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="contactpointevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="notifications.contactpoint",
            ),
        ),
        migrations.AddField(
            model_name="contactpointevent",
            name="representative",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="notifications.representative",
            ),
        ),
        migrations.AddField(
            model_name="contactpointevent",
            name="side",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="people.side",
            ),
        ),
        migrations.AddField(
            model_name="representativeevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="representativeevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="notifications.representative",
            ),
        ),
        migrations.AddField(
            model_name="representativeevent",
            name="side",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="people.side",
            ),
        ),
        migrations.AddField(
            model_name="representativeevent",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="representativesectorevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="representativesectorevent",
            name="representative",
            field=models.ForeignKey(
                db_constraint=False,
                db_tablespace="",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="notifications.representative",
            ),
        ),
        migrations.AddField(
            model_name="representativesectorevent",
            name="sector",
            field=models.ForeignKey(
                db_constraint=False,
                db_tablespace="",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="segments.sector",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="representativesector",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "notifications_representativesectorevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "representative_id", "sector_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."representative_id", NEW."sector_id"); RETURN NULL;',
                    hash="e2e4ae03b40173d4ee7c67c8750e19e622f3c6fe",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_72b10",
                    table="notifications_representative_sectors",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="representativesector",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "notifications_representativesectorevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "representative_id", "sector_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."representative_id", NEW."sector_id"); RETURN NULL;',
                    hash="2ace3c81f4b4625d12ec393cdd9337c9ed4a0c1f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fa59b",
                    table="notifications_representative_sectors",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="representativesector",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "notifications_representativesectorevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "representative_id", "sector_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."representative_id", OLD."sector_id"); RETURN NULL;',
                    hash="5a32dc32ebb0d8003f9d14ee143db8383b1ed3c3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2ff9c",
                    table="notifications_representative_sectors",
                    when="AFTER",
                ),
            ),
        ),
        seal_history("notifications_representativeevent"),
        protect_history("notifications_representativeevent", see=OFFICE_ROWS),
        seal_history("notifications_representativesectorevent"),
        protect_history("notifications_representativesectorevent", see=OWN_CHANGES),
        seal_history("notifications_contactpointevent"),
        protect_history("notifications_contactpointevent", see=OFFICE_ROWS),
        seal_history("notifications_alertevent"),
        protect_history("notifications_alertevent"),
        seal_history("notifications_acknowledgementevent"),
        protect_history("notifications_acknowledgementevent", see=OFFICE_ROWS),
    ]
