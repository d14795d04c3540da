from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_sweeps"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxentry",
            name="closes",
            field=models.BooleanField(default=True),
        ),
        migrations.AddIndex(
            model_name="outboxentry",
            index=models.Index(
                condition=Q(("closes", True), ("indexed", False)), fields=["key"], name="search_outbox_closing"
            ),
        ),
    ]
