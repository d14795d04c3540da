"""What harvesters were told: a row a record, what is gone, what is to be weighed, how far a walk has come."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0011_desk_roles"),
        ("catalogue", "0015_opened_with_a_secrecy_level"),
    ]

    operations = [
        migrations.CreateModel(
            name="Due",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.BigIntegerField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=64)),
                ("reached", models.BigIntegerField(default=0)),
                ("is_over", models.BooleanField(default=False)),
                (
                    "institution",
                    models.OneToOneField(
                        db_column="institution_code",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.institution",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Gone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.BigIntegerField(unique=True)),
                ("ulid", models.CharField(max_length=26, unique=True)),
                ("since", models.DateTimeField()),
                (
                    "fonds",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.fonds",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution_code",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.institution",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["institution", "record"], name="federation_gone_archive")],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.BigIntegerField(unique=True)),
                ("ulid", models.CharField(max_length=26, unique=True)),
                ("stamp", models.DateTimeField()),
                ("digest", models.CharField(blank=True, max_length=32)),
                (
                    "fonds",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.fonds",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution_code",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.institution",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "ordering": ["stamp", "pk"],
                "indexes": [
                    models.Index(fields=["stamp", "id"], name="federation_told_all"),
                    models.Index(fields=["institution", "stamp", "id"], name="federation_told_archive"),
                    models.Index(fields=["fonds", "stamp", "id"], name="federation_told_fonds"),
                ],
            },
        ),
    ]
