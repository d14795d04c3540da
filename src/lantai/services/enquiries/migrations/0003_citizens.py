"""What citizens meet: the language in which they are told what happens."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0002_matters"),
    ]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="language",
            field=models.CharField(default="zh", max_length=2),
        ),
    ]
