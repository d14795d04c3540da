"""Enquiries: pages of records linked to a case that are to be copied, with what is masked on them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0002_matters"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChosenPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.PositiveIntegerField()),
                ("boxes", models.JSONField(blank=True, default=list)),
                ("spans", models.JSONField(blank=True, default=list)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "meant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chosen", to="enquiries.meant"
                    ),
                ),
            ],
            options={
                "ordering": ["meant_id", "page"],
                "constraints": [
                    models.UniqueConstraint(fields=("meant", "page"), name="enquiries_page_chosen_once"),
                ],
            },
        ),
    ]
