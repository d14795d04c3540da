"""The role of who sits at the counter: files cases, searches, issues certificates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_use_roles"),
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
                    ("opening_planner", "opening_planner"),
                    ("opening_reviewer", "opening_reviewer"),
                    ("opening_approver", "opening_approver"),
                    ("use_approver", "use_approver"),
                    ("desk_officer", "desk_officer"),
                    ("authority_officer", "authority_officer"),
                    ("system_administrator", "system_administrator"),
                    ("security_officer", "security_officer"),
                    ("auditor", "auditor"),
                ],
                max_length=40,
            ),
        ),
    ]
