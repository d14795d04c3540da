"""Persons whom an opened record does not say to everybody, because part of it is withheld."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0011_ended_retentions"),
    ]

    operations = [
        migrations.AddField(
            model_name="personentry",
            name="is_withheld",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
