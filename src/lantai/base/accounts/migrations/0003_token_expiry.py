import datetime as dt

from django.db import migrations, models
from django.utils import timezone

OLD_TOKENS_LIVE = dt.timedelta(days=365)


def give_old_tokens_an_end(apps, schema_editor):
    """Programs that use a token made without an end have a year to ask for another."""
    token = apps.get_model("accounts", "ApiToken")
    token.objects.filter(expires_at__isnull=True).update(expires_at=timezone.now() + OLD_TOKENS_LIVE)


class Migration(migrations.Migration):
    atomic = True
    dependencies = [("accounts", "0002_api_token")]

    operations = [
        migrations.AddField("apitoken", "expires_at", models.DateTimeField(null=True)),
        migrations.RunPython(give_old_tokens_an_end, migrations.RunPython.noop),
        migrations.AlterField("apitoken", "expires_at", models.DateTimeField()),
    ]
