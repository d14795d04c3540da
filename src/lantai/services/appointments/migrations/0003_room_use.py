"""How the reading room was used, without who it was."""

import django.db.models.deletion
from django.db import migrations, models

import lantai.base.common.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_staff_contact"),
        ("appointments", "0002_tries_in_limits"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoomUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("day", models.DateField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("archives", "archives on paper"),
                            ("electronic", "electronic records"),
                            ("materials", "library materials"),
                            ("government", "government information"),
                            ("advice", "advice only, there or by telephone"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("person", "private person"),
                            ("body", "office or institution"),
                            ("enterprise", "enterprise"),
                            ("scholar", "scholar"),
                            ("region", "Hong Kong, Macao or Taiwan"),
                            ("abroad", "from abroad"),
                        ],
                        max_length=12,
                    ),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("people", models.PositiveSmallIntegerField(default=1)),
                ("had_booked", models.BooleanField(default=False)),
                ("volumes", models.PositiveIntegerField(default=0)),
                ("items", models.PositiveIntegerField(default=0)),
                ("books", models.PositiveIntegerField(default=0)),
                ("documents", models.PositiveIntegerField(default=0)),
                ("copied", models.PositiveIntegerField(default=0)),
                ("excerpted", models.PositiveIntegerField(default=0)),
                ("made_by", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("struck_at", models.DateTimeField(null=True)),
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
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["institution", "day"], name="appointments_room_day")],
            },
        ),
    ]
