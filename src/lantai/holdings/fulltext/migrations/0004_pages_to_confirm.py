"""Pages that changed after passages of them were withheld, before there was a list of them, are entered in it."""

import hashlib

from django.db import migrations


def enter(apps, schema_editor):
    Withheld = apps.get_model("withholding", "Withheld")
    PageToConfirm = apps.get_model("withholding", "PageToConfirm")
    Page = apps.get_model("fulltext", "Page")
    rows = Withheld.objects.order_by("record_id", "page_number")
    whole = set(rows.filter(whole_page=True).values_list("record_id", "page_number"))
    stale = dict[tuple[int, int], bool]()
    for record, number, digest in rows.values_list("record_id", "page_number", "digest").iterator():
        if (record, number) in whole or stale.get((record, number)):
            continue
        page = Page.objects.filter(record_id=record, position=number).first()
        stale[record, number] = page is None or _digest(page) != digest
    found = [
        PageToConfirm(record_id=record, page_number=number) for (record, number), is_stale in stale.items() if is_stale
    ]
    PageToConfirm.objects.bulk_create(found, batch_size=500)


def _digest(page):
    """As `withholding.sources.PageState.digest` was when this was written."""
    shape = f"{page.width} {page.height} {page.rotation}\n"
    return hashlib.sha256(f"{shape}{page.text}".encode("utf-8", "surrogatepass")).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("fulltext", "0003_public_copies"), ("withholding", "0002_pages_to_confirm")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
