from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0006_platforms"),
    ]

    operations = [
        migrations.DeleteModel(
            name="Try",
        ),
    ]
