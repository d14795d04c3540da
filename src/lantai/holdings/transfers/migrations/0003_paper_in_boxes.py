"""Paper handed over in boxes: how many, with which lists, finding aids and digital copies."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transfers", "0002_uploads_by_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="transfer",
            name="boxes",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="transfer",
            name="copies",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="transfer",
            name="finding_aids",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="transfer",
            name="lists",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="agreement",
            name="ways",
            field=models.CharField(
                choices=[
                    ("online", "online"),
                    ("carrier", "on carriers"),
                    ("both", "online or on carriers"),
                    ("paper", "paper in boxes"),
                ],
                default="both",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="way",
            field=models.CharField(
                choices=[("online", "online"), ("carrier", "on a carrier"), ("paper", "paper in boxes")],
                default="online",
                max_length=10,
            ),
        ),
    ]
