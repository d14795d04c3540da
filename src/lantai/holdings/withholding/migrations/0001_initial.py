"""What of an opened record is withheld."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0012_persons_that_are_withheld"),
    ]

    operations = [
        migrations.CreateModel(
            name="Withheld",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_number", models.PositiveIntegerField()),
                ("start", models.PositiveIntegerField(null=True)),
                ("end", models.PositiveIntegerField(null=True)),
                ("boxes", models.JSONField(default=list)),
                ("whole_page", models.BooleanField(default=False)),
                ("ground", models.CharField(max_length=8)),
                ("basis", models.TextField(blank=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("source", models.CharField(blank=True, max_length=26)),
                ("since", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="withheld", to="catalogue.record"
                    ),
                ),
            ],
            options={
                "ordering": ["record_id", "page_number", "start", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end__isnull", True), ("start__isnull", True)),
                            models.Q(("end__gt", models.F("start")), ("start__isnull", False)),
                            _connector="OR",
                        ),
                        name="withholding_passage",
                    )
                ],
            },
        ),
    ]
