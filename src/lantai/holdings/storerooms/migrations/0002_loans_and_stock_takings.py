"""Loans inside the house, and stock-takings."""

import django.db.models.deletion
from django.db import migrations, models

import lantai.base.common.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_store_keepers"),
        ("storerooms", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("borrower", models.CharField(max_length=80, verbose_name="borrower")),
                ("unit", models.CharField(blank=True, max_length=120, verbose_name="unit or department")),
                ("purpose", models.CharField(max_length=200, verbose_name="purpose")),
                ("due", models.DateField(verbose_name="due")),
                ("note", models.CharField(blank=True, max_length=400)),
                ("lent_by", models.CharField(max_length=200)),
                ("lent_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
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
                "ordering": ["due", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LoanItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=200)),
                ("returned_at", models.DateTimeField(null=True)),
                ("returned_to", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="storerooms.loan"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="loans",
                        to="storerooms.paper",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StockTaking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("begun_by", models.CharField(max_length=200)),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("closed_by", models.CharField(blank=True, max_length=200)),
                ("closed_at", models.DateTimeField(null=True)),
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
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stock_takings", to="storerooms.place"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="StockLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=200)),
                ("seen_by", models.CharField(blank=True, max_length=200)),
                ("seen_at", models.DateTimeField(null=True)),
                ("lent", models.BooleanField(default=False)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("put_back", "put back where it belongs"),
                            ("moved", "it belongs here: its place is corrected"),
                            ("found", "found afterwards"),
                            ("lost", "looked for and not found"),
                            ("noted", "noted"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                (
                    "box",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storerooms.box",
                    ),
                ),
                (
                    "expected",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storerooms.place",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="storerooms.paper"
                    ),
                ),
                (
                    "seen",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storerooms.place",
                    ),
                ),
                (
                    "taking",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="storerooms.stocktaking",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["institution", "due", "id"],
                name="storerooms_loan_out",
            ),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(fields=["institution", "id"], name="storerooms_loan_kept"),
        ),
        migrations.AddConstraint(
            model_name="loanitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned_at__isnull", True)), fields=("paper",), name="storerooms_loan_item_once"
            ),
        ),
        migrations.AddIndex(
            model_name="stocktaking",
            index=models.Index(fields=["institution", "id"], name="storerooms_stock_kept"),
        ),
        migrations.AddConstraint(
            model_name="stockline",
            constraint=models.UniqueConstraint(fields=("taking", "code"), name="storerooms_stock_line_once"),
        ),
        migrations.AddConstraint(
            model_name="stockline",
            constraint=models.CheckConstraint(
                condition=models.Q(("box__isnull", True), ("paper__isnull", True), _connector="OR"),
                name="storerooms_stock_line_one_thing",
            ),
        ),
    ]
