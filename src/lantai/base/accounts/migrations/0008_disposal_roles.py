"""The roles of who approves disposal and who supervises destruction."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_factor"),
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
                    ("disposal_approver", "disposal_approver"),
                    ("disposal_witness", "disposal_witness"),
                    ("system_administrator", "system_administrator"),
                    ("security_officer", "security_officer"),
                    ("auditor", "auditor"),
                ],
                max_length=40,
            ),
        ),
    ]
