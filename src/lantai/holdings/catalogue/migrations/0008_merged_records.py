"""A record may point to the one it was merged into."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_token_expiry"),
        ("catalogue", "0007_codes_of_units_and_retired_series"),
    ]

    operations = [
        migrations.AddField(
            model_name="record",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.record",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="catalogue_record_merged",
            ),
        ),
    ]
