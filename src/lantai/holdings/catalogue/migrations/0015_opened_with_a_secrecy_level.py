"""Opened records that bear a secrecy level are found without a walk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0014_keys_that_know_record_and_birth"),
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
