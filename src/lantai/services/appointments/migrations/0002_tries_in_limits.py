from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(
            name="BookingTry",
        ),
    ]
