"""Opened records that bear a secrecy level are found without a walk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0013_years_of_opening"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("secrecy", ""), _negated=True),
                fields=["opening_state", "id"],
                name="catalogue_record_secret",
            ),
        ),
    ]
