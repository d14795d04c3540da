"""Of what somebody of the staff was reminded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0012_newest"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("case", models.CharField(blank=True, max_length=40)),
                ("kind", models.CharField(max_length=20)),
                ("until", models.DateField()),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "user_id", "kind", "until"), name="enquiries_staff_reminded_once"
                    )
                ],
            },
        ),
    ]
