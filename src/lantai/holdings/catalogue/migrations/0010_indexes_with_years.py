"""The indexes of lists hold the years of each record, and no record that was merged into another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0009_years_of_records")]

    operations = [
        migrations.RemoveIndex(model_name="record", name="catalogue_record_open"),
        migrations.RemoveIndex(model_name="record", name="catalogue_record_kept"),
        migrations.RemoveIndex(model_name="record", name="catalogue_record_type"),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                fields=["opening_state", "fonds", "code_key", "year", "date_start", "date_end", "id"],
                condition=models.Q(("merged_into__isnull", True)),
                name="catalogue_record_open",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                fields=["institution", "fonds", "code_key", "year", "date_start", "date_end", "id"],
                condition=models.Q(("merged_into__isnull", True)),
                name="catalogue_record_kept",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                fields=["record_type", "fonds", "code_key", "opening_state", "year", "date_start", "date_end", "id"],
                condition=models.Q(("merged_into__isnull", True)),
                name="catalogue_record_type",
            ),
        ),
    ]
