"""The first tables of places and bodies: authorities, their dated names, successions."""

import django.db.models.deletion
from django.db import migrations, models

import lantai.base.common.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_token_expiry"),
    ]

    operations = [
        migrations.CreateModel(
            name="Authority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("place", "place"), ("body", "body")], default="place", max_length=10),
                ),
                ("heading", models.CharField(max_length=200)),
                ("note", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("entered_by", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField(auto_now=True)),
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
                "ordering": ["heading", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DatedName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("folded", models.TextField()),
                ("since_year", models.SmallIntegerField(null=True)),
                ("until_year", models.SmallIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("official", "official name"), ("short", "short name"), ("alias", "also called")],
                        default="official",
                        max_length=10,
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="authority.authority"
                    ),
                ),
            ],
            options={
                "ordering": ["authority_id", "since_year", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("year", models.SmallIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("renamed", "renamed"), ("merged", "merged"), ("split", "split"), ("moved", "moved")],
                        default="renamed",
                        max_length=10,
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="later", to="authority.authority"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="earlier", to="authority.authority"
                    ),
                ),
            ],
            options={
                "ordering": ["year", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="authority",
            index=models.Index(fields=["heading", "id"], name="authority_heading"),
        ),
        migrations.AddConstraint(
            model_name="authority",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["place", "body"])), name="authority_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="datedname",
            index=models.Index(fields=["folded"], name="authority_name_folded"),
        ),
        migrations.AddConstraint(
            model_name="datedname",
            constraint=models.CheckConstraint(
                condition=models.Q(("folded", ""), _negated=True), name="authority_name_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="datedname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since_year__isnull", True),
                    ("until_year__isnull", True),
                    ("until_year__gte", models.F("since_year")),
                    _connector="OR",
                ),
                name="authority_name_years",
            ),
        ),
        migrations.AddConstraint(
            model_name="datedname",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["official", "short", "alias"])), name="authority_name_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="datedname",
            constraint=models.UniqueConstraint(
                fields=("authority", "folded", "since_year"), name="authority_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="datedname",
            constraint=models.UniqueConstraint(
                condition=models.Q(("since_year__isnull", True)),
                fields=("authority", "folded"),
                name="authority_undated_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.CheckConstraint(
                condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                name="authority_not_its_own_successor",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["renamed", "merged", "split", "moved"])),
                name="authority_succession_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(fields=("predecessor", "successor"), name="authority_succession_once"),
        ),
    ]
