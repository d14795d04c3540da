"""What the virus scanner said of a proof an applicant sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0008_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="proof",
            name="scanned_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
    ]
