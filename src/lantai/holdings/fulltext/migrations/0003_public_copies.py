"""Redacted copies of records of which something is withheld."""

import django.db.models.deletion
from django.db import migrations, models

import lantai.base.common.ids


class Migration(migrations.Migration):
    dependencies = [("fulltext", "0002_failed_pages"), ("catalogue", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PublicCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("logical_path", models.CharField(max_length=1000)),
                ("size", models.PositiveBigIntegerField()),
                ("sha512", models.CharField(max_length=128)),
                ("pages", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="public_copy", to="catalogue.record"
                    ),
                ),
            ],
        )
    ]
