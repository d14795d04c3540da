"""Persons entered before they had keys get them: nobody is found by a name without."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from lantai.holdings.catalogue.actions.persons import pinyin_column
from lantai.holdings.catalogue.person_keys import keys_of

BATCH = 2_000


def give_keys(apps: Any, schema_editor: Any) -> None:
    entries, keys = apps.get_model("catalogue", "PersonEntry"), apps.get_model("catalogue", "PersonKey")
    last = 0
    while batch := list(entries.objects.filter(pk__gt=last).order_by("pk").only("pk", "name")[:BATCH]):
        for entry in batch:
            entry.pinyin = pinyin_column(entry.name)
        entries.objects.bulk_update(batch, ["pinyin"], batch_size=400)
        keys.objects.bulk_create([keys(key=key, entry_id=entry.pk) for entry in batch for key in keys_of(entry.name)])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_persons_in_full")]
    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop)]
