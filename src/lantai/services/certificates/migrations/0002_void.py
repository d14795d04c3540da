from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="state",
            field=models.CharField(
                choices=[
                    ("begun", "being drawn up"),
                    ("issued", "issued"),
                    ("revoked", "revoked"),
                    ("void", "void"),
                ],
                default="begun",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(
            model_name="certificate",
            name="certificates_issued_whole",
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("begun", "void")),
                    models.Q(("issued_at__isnull", False), models.Q(("sha256", ""), _negated=True)),
                    _connector="OR",
                ),
                name="certificates_issued_whole",
            ),
        ),
    ]
