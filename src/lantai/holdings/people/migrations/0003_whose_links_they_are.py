"""Say of every link which archives keep the two records."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def say_whose(apps: Any, _editor: Any) -> None:
    links, entries = apps.get_model("people", "PersonLink"), apps.get_model("catalogue", "PersonEntry")
    for end in ("first", "second"):
        archive = entries.objects.filter(pk=OuterRef(f"{end}_id")).values("record__institution_id")[:1]
        links.objects.filter(**{f"{end}_institution": ""}).update(**{f"{end}_institution": Subquery(archive)})


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0008_merged_records"),
        ("people", "0002_links_of_an_archive"),
    ]

    operations = [
        migrations.RunPython(say_whose, migrations.RunPython.noop, elidable=True),
    ]
