"""Sharing agreements between institutions of one installation."""

import django.db.models.deletion
from django.db import migrations, models

import lantai.base.common.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0011_desk_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharingAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("catalogue", "catalogue"), ("pages", "catalogue and pages")], max_length=10
                    ),
                ),
                ("types", models.JSONField(default=list)),
                ("fonds", models.JSONField(default=list)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("paper", models.CharField(max_length=200)),
                ("purpose", models.TextField()),
                ("proposed_from", models.CharField(max_length=20)),
                ("proposed_by", models.CharField(max_length=200)),
                ("proposed_by_user", models.BigIntegerField(null=True)),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("accepted_by", models.CharField(blank=True, max_length=200)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                ("why_ended", models.CharField(blank=True, max_length=400)),
                (
                    "giver",
                    models.ForeignKey(
                        db_column="giver_code",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.institution",
                        to_field="code",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        db_column="receiver_code",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.institution",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("begins_on"))), name="sharing_agreement_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("receiver")), _negated=True),
                        name="sharing_agreement_two_sides",
                    ),
                ],
            },
        ),
    ]
