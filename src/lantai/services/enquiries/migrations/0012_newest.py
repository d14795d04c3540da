"""The queue of one archive, the newest first, without sorting all cases it ever had."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0011_proofs_seen"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["institution", "id"], name="enquiries_newest"),
        ),
    ]
