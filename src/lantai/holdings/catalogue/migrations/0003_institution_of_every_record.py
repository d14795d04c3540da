"""Every record has its institution: by now all are filled, and lists may rely on it (apart, for PostgreSQL's sake)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_kept_counts_and_institutions")]

    operations = [
        migrations.AlterField(
            "record",
            "institution",
            models.ForeignKey(
                "accounts.institution",
                db_column="institution_code",
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to_field="code",
            ),
        ),
        migrations.AlterField(
            "record",
            "parent",
            models.ForeignKey(
                "catalogue.record",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
            ),
        ),
        *(
            migrations.AddIndex("record", index)
            for index in (
                models.Index(fields=["institution", "fonds", "code_key"], name="catalogue_record_kept"),
                models.Index(fields=["record_type", "fonds", "code_key"], name="catalogue_record_type"),
                models.Index(fields=["parent", "fonds", "code_key"], name="catalogue_record_children"),
                models.Index(fields=["year", "opening_state", "fonds"], name="catalogue_record_year"),
                models.Index(
                    fields=["fonds", "code_key"], condition=models.Q(level="volume"), name="catalogue_record_volume"
                ),
                models.Index(
                    fields=["institution"],
                    condition=models.Q(code_is_provisional=True),
                    name="catalogue_record_provisional",
                ),
                models.Index(
                    fields=["opening_state", "id"],
                    condition=~models.Q(document_number=""),
                    name="catalogue_record_numbered",
                ),
            )
        ),
    ]
