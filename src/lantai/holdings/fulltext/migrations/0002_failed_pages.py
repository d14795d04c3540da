"""Pages that could not be read are found without looking at all the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulltext", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "page", models.Index(fields=["state"], condition=models.Q(state="failed"), name="fulltext_page_failed")
        )
    ]
