"""Lists of problems and receipts are signed as well: which paper a signature stands under, and the texts signed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transfers", "0004_package_missing"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20)),
                ("text", models.TextField()),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signed_papers",
                        to="transfers.transfer",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="signedpaper",
            constraint=models.UniqueConstraint(fields=("transfer", "name"), name="transfers_signed_paper_once"),
        ),
        migrations.RemoveConstraint(
            model_name="signature",
            name="transfers_signature_once",
        ),
        migrations.AddField(
            model_name="signature",
            name="paper",
            field=models.CharField(default="register", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                fields=("transfer", "paper", "party"), name="transfers_signature_of_paper"
            ),
        ),
    ]
