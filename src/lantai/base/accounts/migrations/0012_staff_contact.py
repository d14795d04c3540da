"""Where somebody of the staff is reminded of what is due."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_desk_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cipher", models.BinaryField(default=b"")),
                (
                    "pace",
                    models.CharField(
                        choices=[
                            ("daily", "once a working day, all together"),
                            ("at_once", "of each case at once"),
                            ("never", "never"),
                        ],
                        default="daily",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(default="zh", max_length=2)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
