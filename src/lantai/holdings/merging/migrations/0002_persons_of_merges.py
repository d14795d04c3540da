"""Whom a kept record named right after a merge, so that it can be taken back though persons were changed since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("merging", "0001_initial")]

    operations = [
        migrations.AddField(model_name="merge", name="persons", field=models.JSONField(default=list)),
        migrations.AddField(model_name="merge", name="left", field=models.JSONField(default=list)),
    ]
