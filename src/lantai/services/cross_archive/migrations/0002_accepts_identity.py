"""Whether an agreement lets who asks count as proved as far as the other archive has proved it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cross_archive", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="peer",
            name="accepts_identity",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
