"""Certificates: what the counter masks on a page of one copy alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_void"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificatesource",
            name="masked",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
