from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0003_masked_pages"),
    ]

    operations = [
        migrations.DeleteModel(
            name="VerificationTry",
        ),
    ]
