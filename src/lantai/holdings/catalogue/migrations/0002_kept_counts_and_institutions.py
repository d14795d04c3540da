"""A record knows its institution by itself, and how many records there are is kept beside them (see `tallies`)."""

import django.db.models.deletion
from django.db import migrations, models


def take_institutions(apps, schema_editor):
    """The institution of the fonds, fonds by fonds."""
    record, fonds = apps.get_model("catalogue", "Record"), apps.get_model("catalogue", "Fonds")
    for pk, code in fonds.objects.values_list("pk", "institution__code"):
        record.objects.filter(fonds_id=pk).update(institution_id=code)


def _institution(**options):
    return models.ForeignKey(
        "accounts.institution",
        db_column="institution_code",
        db_index=False,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to_field="code",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("catalogue", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RecordTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opening_state", models.CharField(max_length=12)),
                ("record_type", models.CharField(max_length=40)),
                ("level", models.CharField(max_length=10)),
                ("retention", models.CharField(max_length=20)),
                ("records", models.BigIntegerField()),
                (
                    "fonds",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tallies", to="catalogue.fonds"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="recordtally",
            index=models.Index(
                fields=["fonds", "opening_state", "record_type", "level", "retention"], name="catalogue_tally_cell"
            ),
        ),
        migrations.RemoveIndex(model_name="record", name="catalogue_record_year"),
        migrations.AlterField("record", "record_type", models.CharField(blank=True, max_length=40)),
        migrations.AddField("record", "institution", _institution(null=True)),
        migrations.RunPython(take_institutions, migrations.RunPython.noop),
    ]
