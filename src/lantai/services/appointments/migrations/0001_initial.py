"""Seats of the reading room, and wrong codes."""

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
            name="BookingTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(db_index=True, max_length=40)),
                ("sender", models.CharField(db_index=True, max_length=32)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True)),
                ("day", models.DateField()),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                ("seat", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "booked"),
                            ("came", "came"),
                            ("absent", "did not come"),
                            ("cancelled", "given back"),
                        ],
                        default="booked",
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("contact", models.BinaryField(default=b"")),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("sender", models.CharField(blank=True, max_length=32)),
                ("made_by", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution_code",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.institution",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "starts", "seat"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("erased_at__isnull", True)), fields=["day"], name="appointments_to_erase"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("institution", "day", "starts", "seat"),
                        name="appointments_one_seat",
                    )
                ],
            },
        ),
    ]
