from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="export", name="format", field=models.CharField(max_length=10, verbose_name="format")
        ),
        migrations.AddField(model_name="export", name="wanted", field=models.JSONField(default=dict)),
    ]
