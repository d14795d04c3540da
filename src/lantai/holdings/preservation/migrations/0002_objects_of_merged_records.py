"""A record into which another was merged has two objects in storage."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0008_merged_records"),
        ("preservation", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="storedobject",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="stored", to="catalogue.record"
            ),
        ),
    ]
