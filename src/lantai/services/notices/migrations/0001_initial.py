"""The outbox of messages to applicants."""

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
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("case", models.CharField(db_index=True, max_length=40)),
                ("event", models.CharField(max_length=20)),
                ("channel", models.CharField(choices=[("email", "e-mail"), ("sms", "text message")], max_length=10)),
                ("language", models.CharField(max_length=2)),
                ("sealed", models.BinaryField(default=b"")),
                ("shown", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting to be sent"), ("sent", "sent"), ("failed", "not sent")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(null=True)),
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
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["institution", "state", "-id"], name="notices_of_archive"),
                    models.Index(condition=models.Q(("state", "waiting")), fields=["due_at"], name="notices_waiting"),
                ],
            },
        ),
    ]
