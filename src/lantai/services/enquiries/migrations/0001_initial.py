"""The tables of enquiries."""

import django.db.models.deletion
from django.db import migrations, models

import lantai.base.common.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0010_use_roles"),
        ("catalogue", "0011_ended_retentions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True)),
                ("matter", models.CharField(default="unopened", max_length=20)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "the public page"),
                            ("counter", "counter"),
                            ("letter", "letter"),
                            ("phone", "telephone"),
                        ],
                        default="web",
                        max_length=10,
                    ),
                ),
                ("state", models.CharField(default="filed", max_length=20)),
                ("applicant_kind", models.CharField(max_length=20)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("document_kind", models.CharField(blank=True, max_length=20)),
                ("document", models.BinaryField(default=b"")),
                ("last4", models.CharField(blank=True, max_length=4)),
                ("contact", models.BinaryField(default=b"")),
                ("body", models.CharField(blank=True, max_length=120)),
                ("purpose", models.CharField(max_length=20)),
                ("sought", models.TextField(blank=True, max_length=2000)),
                ("clues", models.CharField(blank=True, max_length=200)),
                ("consented_at", models.DateTimeField()),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("sender", models.CharField(blank=True, db_index=True, max_length=32)),
                ("handler", models.CharField(blank=True, max_length=200)),
                ("handler_id", models.BigIntegerField(null=True)),
                ("next_on", models.DateField()),
                ("due_on", models.DateField()),
                ("paused_on", models.DateField(null=True)),
                ("made_by", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
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
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(choices=[("granted", "use granted"), ("refused", "use refused")], max_length=10),
                ),
                ("use", models.CharField(blank=True, max_length=10)),
                ("until", models.DateField(null=True)),
                ("conditions", models.CharField(blank=True, max_length=400)),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("prepared_by", models.CharField(max_length=200)),
                ("prepared_user_id", models.BigIntegerField(null=True)),
                ("prepared_at", models.DateTimeField(auto_now_add=True)),
                ("letter", models.CharField(blank=True, max_length=40)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("decided_user_id", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("returned_why", models.CharField(blank=True, max_length=400)),
                ("returned_at", models.DateTimeField(null=True)),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="enquiries.enquiry"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True)),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("filed_at", models.DateTimeField(auto_now_add=True)),
                ("due_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "upheld: the archive decides anew"),
                            ("rejected", "rejected: the decision stands"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("answered_by", models.CharField(blank=True, max_length=200)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.institution"
                    ),
                ),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="complaints", to="enquiries.enquiry"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="EnquirySeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(max_length=4)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
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
            },
        ),
        migrations.CreateModel(
            name="Meant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("", "not decided yet"), ("granted", "granted"), ("withheld", "kept back")],
                        max_length=10,
                    ),
                ),
                ("ground", models.CharField(blank=True, max_length=4)),
                ("added_by", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="meant", to="enquiries.enquiry"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.record"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("ending", models.CharField(max_length=4)),
                ("size", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proofs", to="enquiries.enquiry"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProofContent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", models.BinaryField()),
                (
                    "proof",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="kept", to="enquiries.proof"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=20)),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("said", models.TextField(blank=True, max_length=2000)),
                ("internal", models.BooleanField(default=False)),
                ("by", models.CharField(max_length=200)),
                ("user_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="enquiries.enquiry"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Try",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40)),
                ("sender", models.CharField(max_length=32)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["number", "at"], name="enquiries_try_number"),
                    models.Index(fields=["sender", "at"], name="enquiries_try_sender"),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("question", models.TextField(max_length=1000)),
                ("records", models.JSONField(default=list)),
                ("due_on", models.DateField()),
                ("asked_by", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True, choices=[("consents", "consents"), ("objects", "does not consent")], max_length=10
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=1000)),
                ("answered_by", models.CharField(blank=True, max_length=200)),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="enquiries.enquiry"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.institution"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["institution", "state", "id"], name="enquiries_kept"),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", True)), fields=["closed_at"], name="enquiries_to_erase"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_user_id__isnull", True),
                    ("prepared_user_id__isnull", True),
                    models.Q(("decided_user_id", models.F("prepared_user_id")), _negated=True),
                    _connector="OR",
                ),
                name="enquiries_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True)), fields=("enquiry",), name="enquiries_one_complaint"
            ),
        ),
        migrations.AddConstraint(
            model_name="enquiryseries",
            constraint=models.UniqueConstraint(
                fields=("institution", "prefix", "year"), name="enquiries_number_series"
            ),
        ),
        migrations.AddConstraint(
            model_name="meant",
            constraint=models.UniqueConstraint(fields=("enquiry", "record"), name="enquiries_meant_once"),
        ),
        migrations.AddConstraint(
            model_name="unitconsent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True), ("ended_at__isnull", True)),
                fields=("enquiry",),
                name="enquiries_one_question",
            ),
        ),
    ]
