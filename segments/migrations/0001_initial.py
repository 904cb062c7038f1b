"""The tables of the border and its ledger."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.math
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name="AdminArea",
            fields=[
                ("name_en", models.CharField(max_length=120)),
                ("name_ru", models.CharField(blank=True, max_length=120)),
                ("name_tg", models.CharField(blank=True, max_length=120)),
                ("name_ky", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("level", models.PositiveSmallIntegerField()),
                ("country", models.CharField(max_length=2)),
                ("touches_border", models.BooleanField(default=False)),
                ("geometry", django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326)),
                ("source", models.TextField()),
                (
                    "authorities",
                    models.ManyToManyField(blank=True, related_name="districts", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="segments.adminarea",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Border",
            fields=[
                ("name_en", models.CharField(max_length=120)),
                ("name_ru", models.CharField(blank=True, max_length=120)),
                ("name_tg", models.CharField(blank=True, max_length=120)),
                ("name_ky", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("number_prefix", models.CharField(max_length=4, unique=True)),
                ("sides", models.ManyToManyField(related_name="borders", to="people.side")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BorderLine",
            fields=[
                ("name_en", models.CharField(max_length=120)),
                ("name_ru", models.CharField(blank=True, max_length=120)),
                ("name_tg", models.CharField(blank=True, max_length=120)),
                ("name_ky", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_outline", models.BooleanField(default=False)),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="While the line counts; Kayragach ends with the treaty of 2025."
                    ),
                ),
                ("geometry", django.contrib.gis.db.models.fields.LineStringField(srid=4326)),
                ("length_km", models.DecimalField(decimal_places=3, default=0, editable=False, max_digits=9)),
                ("source", models.TextField()),
                (
                    "border",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="segments.border"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LedgerTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("total_km", models.DecimalField(decimal_places=3, max_digits=9)),
                ("defined_km", models.DecimalField(decimal_places=3, max_digits=9)),
                (
                    "status_of_defined",
                    models.CharField(
                        choices=[
                            ("undefined", "Not described"),
                            ("disputed", "Disputed"),
                            ("described", "Described"),
                            ("agreed", "Agreed"),
                            ("delimited", "Delimited"),
                            ("demarcating", "Being demarcated"),
                            ("demarcated", "Demarcated"),
                            ("checked", "Jointly checked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("source", models.TextField()),
                ("note", models.TextField(blank=True)),
                (
                    "border",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ledger_totals", to="segments.border"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("name_en", models.CharField(max_length=120)),
                ("name_ru", models.CharField(blank=True, max_length=120)),
                ("name_tg", models.CharField(blank=True, max_length=120)),
                ("name_ky", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("country", models.CharField(max_length=2)),
                (
                    "other_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), blank=True, default=list, size=None
                    ),
                ),
                ("search_key", models.TextField(blank=True, editable=False)),
                ("population", models.PositiveIntegerField(blank=True, null=True)),
                ("is_approximate", models.BooleanField(default=False)),
                ("location", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ("source", models.TextField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(
                        fields=["search_key"], name="place_by_any_spelling", opclasses=["gist_trgm_ops"]
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Protocol",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20)),
                ("signed_on", models.DateField()),
                ("place", models.CharField(blank=True, max_length=120)),
                ("subject", models.CharField(max_length=250)),
                ("source_name", models.CharField(max_length=250)),
                ("source_ref", models.TextField(blank=True)),
                (
                    "border",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="protocols", to="segments.border"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sector",
            fields=[
                ("name_en", models.CharField(max_length=120)),
                ("name_ru", models.CharField(blank=True, max_length=120)),
                ("name_tg", models.CharField(blank=True, max_length=120)),
                ("name_ky", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("adjoining", models.ManyToManyField(blank=True, to="segments.sector")),
                (
                    "border",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sectors", to="segments.border"
                    ),
                ),
                ("officers", models.ManyToManyField(blank=True, related_name="sectors", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("name_en", models.CharField(max_length=120)),
                ("name_ru", models.CharField(blank=True, max_length=120)),
                ("name_tg", models.CharField(blank=True, max_length=120)),
                ("name_ky", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("km", django.contrib.postgres.fields.ranges.DecimalRangeField()),
                ("zone", models.CharField(blank=True, max_length=80)),
                ("contested_km", models.DecimalField(decimal_places=3, default=0, max_digits=9)),
                ("geometry", django.contrib.gis.db.models.fields.LineStringField(editable=False, srid=4326)),
                ("districts", models.ManyToManyField(related_name="segments", to="segments.adminarea")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="segments", to="segments.borderline"
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="segments", to="segments.sector"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LengthClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said_on", models.DateField()),
                ("date_text", models.CharField(max_length=20)),
                (
                    "date_precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "That month"), ("inferred", "Inferred")],
                        max_length=10,
                    ),
                ),
                ("total_text", models.CharField(blank=True, max_length=40)),
                ("total_km", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("defined_text", models.CharField(blank=True, max_length=40)),
                ("defined_km", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("undefined_text", models.CharField(blank=True, max_length=40)),
                ("undefined_km", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("protocol_reference", models.CharField(blank=True, max_length=200)),
                ("event", models.CharField(max_length=250)),
                ("source_name", models.CharField(max_length=200)),
                ("source_ref", models.TextField()),
                ("note", models.TextField(blank=True)),
                (
                    "border",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="length_claims", to="segments.border"
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="length_claims",
                        to="segments.segment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SegmentStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("km", django.contrib.postgres.fields.ranges.DecimalRangeField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("undefined", "Not described"),
                            ("disputed", "Disputed"),
                            ("described", "Described"),
                            ("agreed", "Agreed"),
                            ("delimited", "Delimited"),
                            ("demarcating", "Being demarcated"),
                            ("demarcated", "Demarcated"),
                            ("checked", "Jointly checked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_apportioned", models.BooleanField(default=False)),
                ("note", models.TextField(blank=True)),
                ("source", models.TextField()),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statuses", to="segments.borderline"
                    ),
                ),
                (
                    "protocol",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statuses",
                        to="segments.protocol",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="adminarea",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", [1, 2])), name="area_is_a_province_or_a_district"
            ),
        ),
        migrations.AddConstraint(
            model_name="borderline",
            constraint=models.CheckConstraint(condition=models.Q(("length_km__gt", 0)), name="line_has_a_length"),
        ),
        migrations.AddConstraint(
            model_name="borderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False)), name="line_counts_for_some_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgertotal",
            constraint=models.UniqueConstraint(fields=("border", "valid_from"), name="one_ledger_total_a_day"),
        ),
        migrations.AddConstraint(
            model_name="ledgertotal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("defined_km__gte", 0), ("defined_km__lte", models.F("total_km")), ("total_km__gt", 0)
                ),
                name="ledger_total_covers_what_is_defined",
            ),
        ),
        migrations.AddConstraint(
            model_name="protocol",
            constraint=models.UniqueConstraint(
                fields=("border", "number"), name="protocol_number_is_used_once_a_border"
            ),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.CheckConstraint(
                condition=models.Q(("km__isempty", False)), name="segment_km_is_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.CheckConstraint(
                condition=models.Q(("km__lower_inf", False), ("km__upper_inf", False)),
                name="segment_km_has_both_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.CheckConstraint(
                condition=models.Q(("km__lower_inc", True), ("km__upper_inc", False)), name="segment_km_is_half_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.CheckConstraint(
                condition=models.Q(("km__endswith__lte", 99999), ("km__startswith__gte", 0)),
                name="segment_km_is_a_finite_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("km__endswith", django.db.models.functions.math.Round(models.F("km__endswith"), precision=3)),
                    ("km__startswith", django.db.models.functions.math.Round(models.F("km__startswith"), precision=3)),
                ),
                name="segment_km_is_in_whole_metres",
            ),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("line", "="), ("km", "&&")], name="segments_of_a_line_do_not_overlap"
            ),
        ),
        migrations.AddConstraint(
            model_name="lengthclaim",
            constraint=models.UniqueConstraint(fields=("border", "said_on", "event"), name="a_claim_is_kept_once"),
        ),
        migrations.AddConstraint(
            model_name="segmentstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("km__isempty", False)), name="status_km_is_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="segmentstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("km__lower_inf", False), ("km__upper_inf", False)), name="status_km_has_both_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="segmentstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("km__lower_inc", True), ("km__upper_inc", False)), name="status_km_is_half_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="segmentstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("km__endswith__lte", 99999), ("km__startswith__gte", 0)),
                name="status_km_is_a_finite_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="segmentstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("km__endswith", django.db.models.functions.math.Round(models.F("km__endswith"), precision=3)),
                    ("km__startswith", django.db.models.functions.math.Round(models.F("km__startswith"), precision=3)),
                ),
                name="status_km_is_in_whole_metres",
            ),
        ),
        migrations.AddConstraint(
            model_name="segmentstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False)), name="status_holds_for_some_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="segmentstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "undefined",
                            "disputed",
                            "described",
                            "agreed",
                            "delimited",
                            "demarcating",
                            "demarcated",
                            "checked",
                        ],
                    )
                ),
                name="status_is_a_known_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="segmentstatus",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("line", "="), ("km", "&&"), ("valid", "&&")], name="a_kilometre_has_one_status_at_a_time"
            ),
        ),
    ]
