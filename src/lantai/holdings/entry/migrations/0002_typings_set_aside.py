"""What was typed first waits beside its record until both typings are compared."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("entry", "0001_initial")]

    operations = [migrations.AddField(model_name="typing", name="waiting", field=models.JSONField(default=dict))]
