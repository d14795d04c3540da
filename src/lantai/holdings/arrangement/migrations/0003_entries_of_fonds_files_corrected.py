"""Entries of fonds files get numbers, in the order they were made, and a history of what they said."""

from __future__ import annotations

from collections import Counter
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def number_entries(apps: Any, schema_editor: Any) -> None:
    entries = apps.get_model("arrangement", "FondsFileEntry").objects
    given: Counter[int] = Counter()
    for pk, fonds in list(entries.order_by("pk").values_list("pk", "fonds_id")):
        given[fonds] += 1
        entries.filter(pk=pk).update(number=given[fonds])


class Migration(migrations.Migration):
    dependencies = [
        ("arrangement", "0002_moving_between_volumes"),
    ]

    operations = [
        migrations.AddField(model_name="fondsfileentry", name="number", field=models.PositiveIntegerField(null=True)),
        migrations.AddField(model_name="fondsfileentry", name="version", field=models.PositiveIntegerField(default=1)),
        migrations.AddField(model_name="fondsfileentry", name="withdrawn_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="fondsfileentry", name="withdrawn_by", field=models.CharField(blank=True, max_length=200)
        ),
        migrations.AddField(
            model_name="fondsfileentry", name="withdrawn_for", field=models.CharField(blank=True, max_length=200)
        ),
        migrations.CreateModel(
            name="FondsFileVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("said", models.JSONField(default=dict)),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("reason", models.CharField(max_length=200)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="arrangement.fondsfileentry",
                    ),
                ),
            ],
            options={
                "ordering": ["entry_id", "-version"],
                "constraints": [models.UniqueConstraint(fields=("entry", "version"), name="arrangement_file_version")],
            },
        ),
        migrations.RunPython(number_entries, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="fondsfileentry",
            constraint=models.UniqueConstraint(fields=("fonds", "number"), name="arrangement_file_number"),
        ),
    ]
