"""Figures of opening kept beside what they count; what took effect before is entered from what is in force."""

from collections import Counter

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def enter_what_took_effect(apps, _schema_editor):
    """One row for what a batch did on a day, as acts enter it from now on."""
    in_force = apps.get_model("opening", "InForce").objects.order_by()
    names = ("decision__item__batch", "record__fonds", "record__level", "value", "decision__reasons", "since")
    counted: Counter = Counter()
    for batch, fonds, level, value, reasons, since in in_force.values_list(*names).iterator():
        counted[batch, fonds, level, value, ",".join(reasons), timezone.localtime(since).date()] += 1
    figure = apps.get_model("opening", "TakenEffect")
    for (batch, fonds, level, value, reasons, day), n in sorted(counted.items()):
        figure.objects.create(
            batch_id=batch, fonds_id=fonds, level=level, value=value, reasons=reasons, on=day, records=n
        )


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0013_years_of_opening"),
        ("opening", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="YearTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opening_state", models.CharField(max_length=12)),
                ("level", models.CharField(max_length=10)),
                ("year", models.IntegerField()),
                ("records", models.BigIntegerField()),
                (
                    "fonds",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.fonds",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["fonds", "opening_state", "level", "year"], name="opening_year_tally_cell")
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenEffect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(db_index=True)),
                (
                    "value",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("partial", "open in part"),
                            ("delayed", "delay"),
                            ("controlled", "restrict"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reasons", models.CharField(blank=True, max_length=40)),
                ("level", models.CharField(choices=[("volume", "volume"), ("item", "item")], max_length=10)),
                ("records", models.PositiveIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="opening.reviewbatch",
                    ),
                ),
                (
                    "fonds",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.fonds"
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.RunPython(enter_what_took_effect, migrations.RunPython.noop),
    ]
