"""Places, boxes, papers and their movements."""

import django.db.models.deletion
from django.db import migrations, models

import lantai.base.common.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_offices"),
        ("catalogue", "0009_years_of_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("name", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Box",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="box number")),
                ("barcode", models.CharField(max_length=20, unique=True)),
                ("thickness_mm", models.PositiveSmallIntegerField(verbose_name="thickness")),
                ("position", models.PositiveIntegerField(default=0)),
                ("papers", models.PositiveIntegerField(default=0)),
                ("first_code", models.CharField(blank=True, max_length=200)),
                ("last_code", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=400)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "fonds",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boxes",
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
            },
        ),
        migrations.CreateModel(
            name="Movement",
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
                    models.CharField(
                        choices=[
                            ("boxed", "put into boxes"),
                            ("put", "put away"),
                            ("shelved", "boxes shelved"),
                            ("cleared", "shelf moved"),
                        ],
                        max_length=10,
                    ),
                ),
                ("subject", models.CharField(max_length=300)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("boxes", models.PositiveIntegerField(default=0)),
                ("papers", models.PositiveIntegerField(default=0)),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("undone_by", models.CharField(blank=True, max_length=200)),
                ("undone_at", models.DateTimeField(null=True)),
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
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ulid",
                    models.CharField(
                        default=lantai.base.common.ids.new_ulid, editable=False, max_length=26, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=40)),
                ("path", models.CharField(max_length=200)),
                ("order_key", models.CharField(max_length=400)),
                ("barcode", models.CharField(max_length=20, unique=True)),
                ("capacity_mm", models.PositiveIntegerField(null=True)),
                ("used_mm", models.PositiveIntegerField(default=0)),
                ("boxes", models.PositiveIntegerField(default=0)),
                ("papers", models.PositiveIntegerField(default=0)),
                ("temperature_from", models.SmallIntegerField(null=True)),
                ("temperature_to", models.SmallIntegerField(null=True)),
                ("humidity_from", models.SmallIntegerField(null=True)),
                ("humidity_to", models.SmallIntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=400)),
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
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inner",
                        to="storerooms.place",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="whole",
                        to="storerooms.place",
                    ),
                ),
            ],
            options={
                "ordering": ["institution_id", "order_key"],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("copy", models.PositiveSmallIntegerField(default=0)),
                ("position", models.PositiveIntegerField(default=0)),
                ("thickness_mm", models.PositiveSmallIntegerField(default=0)),
                (
                    "box",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contents",
                        to="storerooms.box",
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
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="catalogue.record",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lying",
                        to="storerooms.place",
                    ),
                ),
            ],
            options={
                "ordering": ["box_id", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MovedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_position", models.PositiveIntegerField(default=0)),
                ("to_position", models.PositiveIntegerField(default=0)),
                (
                    "from_box",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storerooms.box",
                    ),
                ),
                (
                    "to_box",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storerooms.box",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_papers",
                        to="storerooms.movement",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="movements", to="storerooms.paper"
                    ),
                ),
                (
                    "from_place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storerooms.place",
                    ),
                ),
                (
                    "to_place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storerooms.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MovedBox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_position", models.PositiveIntegerField(default=0)),
                ("to_position", models.PositiveIntegerField(default=0)),
                (
                    "box",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="movements", to="storerooms.box"
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_boxes",
                        to="storerooms.movement",
                    ),
                ),
                (
                    "from_place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storerooms.place",
                    ),
                ),
                (
                    "to_place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storerooms.place",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="box",
            name="place",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="standing",
                to="storerooms.place",
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["institution", "id"], name="storerooms_movement_kept"),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["institution", "order_key"], name="storerooms_place_order"),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["room", "order_key"], name="storerooms_place_room"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(fields=("institution", "path"), name="storerooms_place_path"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["box", "position", "id"], name="storerooms_paper_box"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                condition=models.Q(("place__isnull", False)),
                fields=["place", "position", "id"],
                name="storerooms_paper_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(fields=("record", "copy"), name="storerooms_paper_copy"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("box__isnull", True), ("place__isnull", True), _connector="OR"),
                name="storerooms_paper_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="movedpaper",
            constraint=models.UniqueConstraint(fields=("movement", "paper"), name="storerooms_moved_paper"),
        ),
        migrations.AddConstraint(
            model_name="movedbox",
            constraint=models.UniqueConstraint(fields=("movement", "box"), name="storerooms_moved_box"),
        ),
        migrations.AddIndex(
            model_name="box",
            index=models.Index(fields=["fonds", "id"], name="storerooms_box_fonds"),
        ),
        migrations.AddIndex(
            model_name="box",
            index=models.Index(fields=["institution", "id"], name="storerooms_box_kept"),
        ),
        migrations.AddIndex(
            model_name="box",
            index=models.Index(fields=["place", "position", "id"], name="storerooms_box_place"),
        ),
        migrations.AddIndex(
            model_name="box",
            index=models.Index(
                condition=models.Q(("place__isnull", True), ("retired_at__isnull", True)),
                fields=["institution", "id"],
                name="storerooms_box_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(("thickness_mm__gte", 5), ("thickness_mm__lte", 500)), name="storerooms_box_thick"
            ),
        ),
    ]
