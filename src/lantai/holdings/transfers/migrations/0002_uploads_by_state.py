"""Finding what is still arriving without going through everything that has arrived."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transfers", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="transferfile",
            index=models.Index(fields=["state", "transfer"], name="transfers_file_state"),
        ),
    ]
