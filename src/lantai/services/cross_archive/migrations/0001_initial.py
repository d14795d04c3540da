"""Partner archives, packages to and from them, cases that go to and fro, certificates that came."""

import django.db.models.deletion
from django.db import migrations, models

import lantai.base.common.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0011_desk_roles"),
        ("enquiries", "0005_counters_for_others"),
    ]

    operations = [
        migrations.CreateModel(
            name="PassedCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ulid", models.CharField(default=lantai.base.common.ids.new_ulid, editable=False, max_length=26)),
                ("way", models.CharField(choices=[("out", "asked of them"), ("in", "asked of us")], max_length=3)),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("sent", "sent"),
                            ("taken_on", "taken on there"),
                            ("found", "found, certificate issued"),
                            ("not_found", "not found"),
                            ("refused", "not given"),
                            ("called_back", "called back"),
                        ],
                        default="sent",
                        max_length=12,
                    ),
                ),
                ("number_there", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="passed", to="enquiries.enquiry"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PassedCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("sha256", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
                ("proof", models.JSONField(default=dict)),
                ("printed", models.PositiveIntegerField(default=0)),
                (
                    "passed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificates",
                        to="cross_archive.passedcase",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Peer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("signing_key", models.TextField()),
                ("sealing_key", models.TextField()),
                ("guide", models.JSONField(default=list)),
                ("sent", models.PositiveBigIntegerField(default=0)),
                ("received", models.PositiveBigIntegerField(default=0)),
                ("heard_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=400)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True)),
                ("agreed_by", models.CharField(max_length=200)),
                ("agreed_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "institution",
                    models.ForeignKey(
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
        migrations.AddField(
            model_name="passedcase",
            name="peer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cross_archive.peer"
            ),
        ),
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=60)),
                (
                    "passed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parcels",
                        to="cross_archive.passedcase",
                    ),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parcels", to="cross_archive.peer"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("sha256", models.CharField(max_length=64)),
                ("refusal", models.CharField(blank=True, max_length=60)),
                ("acknowledgement", models.TextField()),
                ("came_at", models.DateTimeField(auto_now_add=True)),
                (
                    "peer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="cross_archive.peer"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="passedcase",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["way", "id"], name="cross_archive_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="passedcase",
            constraint=models.UniqueConstraint(fields=("peer", "ulid"), name="cross_archive_case_once"),
        ),
        migrations.AddConstraint(
            model_name="passedcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("enquiry", "way"),
                name="cross_archive_one_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("acknowledged_at__isnull", True)),
                fields=["peer", "sequence"],
                name="cross_archive_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.UniqueConstraint(fields=("peer", "sequence"), name="cross_archive_parcel_once"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("peer", "sequence"), name="cross_archive_received_once"),
        ),
    ]
