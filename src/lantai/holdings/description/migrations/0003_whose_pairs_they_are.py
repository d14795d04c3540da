"""Say of every pair whose it is: the archive of its first record, which is that of both."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def say_whose(apps: Any, _editor: Any) -> None:
    pairs, records = apps.get_model("description", "RecordPair"), apps.get_model("catalogue", "Record")
    first = records.objects.filter(pk=OuterRef("first_id")).values("institution_id")[:1]
    pairs.objects.filter(institution="").update(institution=Subquery(first))


class Migration(migrations.Migration):
    dependencies = [
        ("description", "0002_pairs_of_an_archive"),
    ]

    operations = [
        migrations.RunPython(say_whose, migrations.RunPython.noop, elidable=True),
    ]
