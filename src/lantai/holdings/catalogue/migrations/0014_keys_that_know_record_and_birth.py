"""Keys of persons say which record the entry is of and when the person was born, so that an index answers for both."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

FILL = (
    "UPDATE catalogue_personkey SET record_id = entry.record_id, born = entry.birth_year "
    "FROM catalogue_personentry AS entry WHERE entry.id = catalogue_personkey.entry_id"
)


def fill(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(FILL)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0013_years_of_opening")]
    operations = [
        migrations.RemoveIndex(model_name="personkey", name="catalogue_person_key"),
        migrations.AddField(
            model_name="personkey",
            name="record",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="catalogue.record",
            ),
        ),
        migrations.AddField(model_name="personkey", name="born", field=models.SmallIntegerField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="personkey",
            index=models.Index(fields=["key", "entry", "record", "born"], name="catalogue_person_key"),
        ),
    ]
