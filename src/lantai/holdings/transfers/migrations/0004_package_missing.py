"""A signed hand-over whose package is missing: three more states."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transfers", "0003_paper_in_boxes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="transfer",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "being prepared"),
                    ("submitted", "submitted"),
                    ("counted", "package counted"),
                    ("checking", "being checked"),
                    ("accepted", "accepted"),
                    ("accepted_with_issues", "accepted with issues"),
                    ("returned", "returned"),
                    ("signed_by_sender", "signed by the unit"),
                    ("signed_by_receiver", "signed by both"),
                    ("stored", "stored"),
                    ("closed", "closed"),
                    ("withdrawn", "withdrawn"),
                    ("package_missing", "package missing"),
                    ("cancel_asked", "to be cancelled"),
                    ("cancelled", "cancelled by both"),
                ],
                db_index=True,
                default="draft",
                max_length=24,
            ),
        ),
    ]
