"""Pages that are withheld whole only because they changed: a list of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0012_persons_that_are_withheld"),
        ("withholding", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageToConfirm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_number", models.PositiveIntegerField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages_to_confirm",
                        to="catalogue.record",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "page_number"), name="withholding_confirm_once")
                ],
            },
        ),
    ]
