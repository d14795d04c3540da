"""Proofs of who asks that somebody looked at, as whom a decision was made, and cases found by name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0010_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="capacity",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.CreateModel(
            name="ProofSeen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=200)),
                (
                    "form",
                    models.CharField(
                        choices=[("original", "the original"), ("copy", "a copy"), ("notarised", "a notarised copy")],
                        max_length=10,
                    ),
                ),
                ("by", models.CharField(max_length=200)),
                ("user_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proofs_seen", to="enquiries.enquiry"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("enquiry", "what"), name="enquiries_proof_seen_once")],
            },
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["name"], name="enquiries_by_name"),
        ),
    ]
