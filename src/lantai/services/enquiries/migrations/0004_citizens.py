"""What citizens meet: proof of identity, delivery online, what they say of it, and the sums of a year."""

import django.db.models.deletion
from django.db import migrations, models

import lantai.base.common.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_desk_roles"),
        ("enquiries", "0003_basket"),
    ]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="identity_level",
            field=models.CharField(default="unproved", max_length=20),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="language",
            field=models.CharField(default="zh", max_length=2),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="online_until",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="CopyFetched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("certificate", models.CharField(max_length=60)),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fetched", to="enquiries.enquiry"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="IdentityCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("level", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "not finished"),
                            ("passed", "proved"),
                            ("refused", "not accepted"),
                            ("ended", "no longer good"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("way", models.CharField(blank=True, max_length=10)),
                ("kept", models.JSONField(default=dict)),
                ("document_kind", models.CharField(blank=True, max_length=20)),
                ("last4", models.CharField(blank=True, max_length=4)),
                ("purpose", models.CharField(blank=True, max_length=20)),
                ("consented_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=400)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sender", models.CharField(blank=True, db_index=True, max_length=32)),
                ("expires_at", models.DateTimeField(null=True)),
                ("by", models.CharField(max_length=200)),
                ("user_id", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identity_checks",
                        to="enquiries.enquiry",
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="enquiries.proof"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("enquiry", "provider"),
                        name="enquiries_one_identity_check",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stars", models.PositiveSmallIntegerField()),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "enquiry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rating", to="enquiries.enquiry"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)), name="enquiries_five_stars"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("matter", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=20)),
                ("number", models.PositiveBigIntegerField(default=0)),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("month", "institution", "matter", "name"), name="enquiries_tally_once"
                    )
                ],
            },
        ),
    ]
