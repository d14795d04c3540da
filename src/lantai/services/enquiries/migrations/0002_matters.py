"""Matters: what was asked and answered, what was searched, how a case ended; and cases of a matter are listed by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="answers",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="searched",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="extended_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="merged_into",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="delivery",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="satisfaction",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["institution", "matter", "id"], name="enquiries_of_matter"),
        ),
    ]
