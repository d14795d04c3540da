"""Counters that took a case for the archive that holds the records, and cases that came from another archive."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("enquiries", "0004_citizens"),
    ]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="counter",
            field=models.ForeignKey(
                db_column="counter_code",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.institution",
                to_field="code",
            ),
        ),
        migrations.AlterField(
            model_name="enquiry",
            name="channel",
            field=models.CharField(
                choices=[
                    ("web", "the public page"),
                    ("counter", "counter"),
                    ("letter", "letter"),
                    ("phone", "telephone"),
                    ("peer", "another archive"),
                ],
                default="web",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(("counter__isnull", False)), fields=["counter", "id"], name="enquiries_for_others"
            ),
        ),
    ]
