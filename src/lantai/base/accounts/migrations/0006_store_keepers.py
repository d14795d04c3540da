"""The role of a store keeper."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_unit_officer"),
    ]

    operations = [
        migrations.AlterField(
            model_name="roleassignment",
            name="role",
            field=models.CharField(
                choices=[
                    ("archivist", "archivist"),
                    ("proofreader", "proofreader"),
                    ("unit_officer", "unit_officer"),
                    ("store_keeper", "store_keeper"),
                    ("system_administrator", "system_administrator"),
                    ("security_officer", "security_officer"),
                    ("auditor", "auditor"),
                ],
                max_length=40,
            ),
        ),
    ]
