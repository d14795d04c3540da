"""What citizens meet: their language, and how far they have proved who they are."""

import django.db.models.deletion
import lantai.base.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0002_matters"),
    ]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="identity_level",
            field=models.CharField(default="unproved", max_length=20),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="language",
            field=models.CharField(default="zh", max_length=2),
        ),
        migrations.CreateModel(
            name="IdentityCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("level", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "not finished"),
                            ("passed", "proved"),
                            ("refused", "not accepted"),
                            ("ended", "ended"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("way", models.CharField(blank=True, max_length=10)),
                ("kept", models.JSONField(default=dict)),
                ("document_kind", models.CharField(blank=True, max_length=20)),
                ("last4", models.CharField(blank=True, max_length=4)),
                ("purpose", models.CharField(blank=True, max_length=20)),
                ("consented_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=400)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sender", models.CharField(blank=True, db_index=True, max_length=32)),
                ("expires_at", models.DateTimeField(null=True)),
                ("by", models.CharField(max_length=200)),
                ("user_id", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identity_checks",
                        to="enquiries.enquiry",
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="enquiries.proof"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("enquiry", "provider"),
                        name="enquiries_one_identity_check",
                    )
                ],
            },
        ),
    ]
