from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0005_counters_for_others"),
    ]

    operations = [
        migrations.DeleteModel(
            name="Try",
        ),
    ]
