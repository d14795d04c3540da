from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Try",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("door", models.CharField(max_length=20)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("sender", models.CharField(max_length=32)),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["door", "number", "at"], name="limits_try_number"),
                    models.Index(fields=["door", "sender", "at"], name="limits_try_sender"),
                ],
            },
        ),
    ]
