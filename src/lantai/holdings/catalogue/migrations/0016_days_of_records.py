"""Records are found by the days of their dates without a look at the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0015_opened_with_a_secrecy_level"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", True)),
                fields=["date_start", "date_end", "year", "id"],
                name="catalogue_record_days",
            ),
        ),
    ]
