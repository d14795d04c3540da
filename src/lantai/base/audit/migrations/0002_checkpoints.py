from django.db import migrations, models


def drop_index_of_verbs_alone(apps, schema_editor):
    """The one that ends with the number takes its place. `AlterField` would write a table of millions anew on SQLite."""
    event = apps.get_model("audit", "Event")
    for name in schema_editor._constraint_names(event, ["verb"], index=True):
        schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    atomic = True
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("count", models.PositiveBigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("statement", models.TextField()),
                ("signatures", models.JSONField(default=list)),
            ],
            options={"ordering": ["-number"]},
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("events", models.PositiveBigIntegerField()),
                ("checkpoints", models.PositiveBigIntegerField()),
                ("seconds", models.FloatField()),
                ("count", models.PositiveBigIntegerField()),
                ("findings", models.JSONField(default=list)),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.RemoveIndex("event", "audit_subject"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_index_of_verbs_alone, migrations.RunPython.noop)],
            state_operations=[migrations.AlterField("event", "verb", models.CharField(max_length=80))],
        ),
        migrations.AddIndex("event", models.Index(fields=["verb", "number"], name="audit_verb")),
        migrations.AddIndex("event", models.Index(fields=["actor_id", "number"], name="audit_actor")),
        migrations.AddIndex(
            "event", models.Index(fields=["subject_kind", "subject_id", "number"], name="audit_subject_number")
        ),
    ]
