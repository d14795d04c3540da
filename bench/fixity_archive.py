"""Archives for measuring fixity: each in a home and a process of its own, made through the acts of intake."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any


def in_home(home: Path, act: Callable[[Path], Any]) -> None:
    """Do this in a child with an empty home, whose settings name one second copy."""
    home.mkdir(parents=True)
    sys.stdout.flush()
    child = os.fork()
    if not child:
        try:
            _prepare(home)
            result = act(home)
            sys.stdout.flush()
            os._exit(0 if result in (None, True) else 1)
        except BaseException:  # noqa: BLE001 a forked process must end here, whatever happened
            import traceback

            traceback.print_exc()
            os._exit(70)
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(os.waitstatus_to_exitcode(status))


def _prepare(home: Path) -> None:
    os.environ["LANTAI_HOME"] = str(home)
    os.environ["LANTAI_REPLICAS"] = f"file://{home}/copy"
    os.environ["DJANGO_SETTINGS_MODULE"] = "lantai.config.settings"
    import django

    django.setup()
    from django.conf import settings

    for table in (settings.STORAGE, *settings.REPLICAS):
        table["DURABLE"] = False  # power cuts are not measured here, and each flush waits for everybody's
    from lantai.config.ready import make_home

    make_home()


def build(home: Path, objects: int, sizes: Sequence[int], *, versions: int = 1) -> None:
    """So many objects with originals of these sizes; with `versions=3`, a third of them have two and a third three."""
    from lantai.base.accounts.access import OPERATOR
    from lantai.base.accounts.actions import found_institution
    from lantai.base.common.ids import new_ulid
    from lantai.holdings.catalogue.actions import Description, describe_records, found_fonds

    archive = found_institution(actor=OPERATOR, code="LT01", name="云溪区档案馆")
    fonds = found_fonds(actor=OPERATOR, institution=archive, code="0001", title="云溪区人民政府办公室")
    described = [
        (new_ulid(), Description(code=f"0001-WS·1987-Y-{n:06}", title=f"第{n}件", year=1987)) for n in range(objects)
    ]
    records = describe_records(actor=OPERATOR, fonds=fonds, descriptions=described)
    chance, batch = Random(87), 50
    for n in range(0, objects, batch):
        _store(home, records[n : n + batch], sizes, chance)
    if versions > 1:
        _more_versions(versions)


def _store(home: Path, records: Sequence[Any], sizes: Sequence[int], chance: Random) -> None:
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.preservation.actions import ObjectToStore, Original, enter_objects, storing

    wanted, incoming = [], home / "incoming"
    incoming.mkdir(exist_ok=True)
    for record in records:
        originals = []
        for position, size in enumerate(sizes, start=1):
            path = incoming / f"{record.ulid}-{position}.tif"
            with path.open("wb") as file:
                for start in range(0, size, 1 << 24):
                    file.write(chance.randbytes(min(1 << 24, size - start)))
            originals.append(Original(path, f"{position:03}.tif", "fmt/353", "image/tiff", "image"))
        wanted.append(ObjectToStore(record.ulid, {"title": record.title}, tuple(originals)))
    with storing(wanted, actor=OPERATOR) as staged:
        enter_objects(records, wanted, staged)
    for path in incoming.iterdir():
        path.unlink()


def _more_versions(versions: int) -> None:
    import datetime as dt

    from lantai.engines.storage.current import blob_store
    from lantai.holdings.fixity.events import Repair, write_down
    from lantai.holdings.preservation.models import StoredObject

    for row in StoredObject.objects.order_by("pk"):
        for n in range(2, 2 + row.pk % versions):
            at = dt.datetime(2026, 3, 1, 9, n, tzinfo=dt.UTC)
            write_down(blob_store(), row.object_id, Repair(f"bench-{n}", ["a version more"], "archivist", at))
