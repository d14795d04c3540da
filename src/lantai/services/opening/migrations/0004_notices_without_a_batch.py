import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("opening", "0003_withdrawn_in_force"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="batch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="opening.reviewbatch",
            ),
        ),
    ]
