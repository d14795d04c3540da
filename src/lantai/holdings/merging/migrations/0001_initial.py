"""Merges of records."""

import django.db.models.deletion
from django.db import migrations, models

import lantai.base.common.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0008_merged_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("code", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=200)),
                ("taken", models.JSONField(default=dict)),
                ("moved", models.JSONField(default=dict)),
                ("journal", models.JSONField(default=list)),
                ("standing", models.JSONField(default=dict)),
                ("before", models.PositiveIntegerField(default=0)),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("undone_by", models.CharField(blank=True, max_length=200)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "absorbed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.record"
                    ),
                ),
                (
                    "fonds",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.fonds"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.record"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("absorbed",),
                        name="merging_absorbed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("absorbed")), _negated=True), name="merging_two_records"
                    ),
                ],
            },
        ),
    ]
