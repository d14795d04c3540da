"""Pairs know their archive, and one of the two may have been merged into the other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0008_merged_records"),
        ("description", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="recordpair",
            name="institution",
            field=models.CharField(default="", editable=False, max_length=20),
        ),
        migrations.AlterField(
            model_name="recordpair",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "proposed"),
                    ("linked", "belong together"),
                    ("rejected", "not the same"),
                    ("merged", "merged"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="recordpair",
            index=models.Index(fields=["institution", "state", "doubt", "id"], name="description_pair_own"),
        ),
    ]
