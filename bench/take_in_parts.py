"""What the libraries of `take_in` need for what it left in a home: see `bench.take_in`, which runs this.

    python -m bench.take_in_parts HOME FILE           prints JSON: seconds of processor and wall, by part

Everything is read into memory first; only the libraries' own calls are timed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

COMMANDS, READERS = 2, 1
"""Commands, and readers each of them starts for small texts: a second one comes only when files wait half a second."""
BATCHES = 10
"""So many transactions and flushes: intake takes records together in about as many."""

LOADED = """
import json, os, sys
{body}
third = sorted(name for name in sys.modules if not name.startswith(("lantai", "bench", "__")))
print(json.dumps(third))
"""
COMMAND = """
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "lantai.config.settings"
django.setup()
import django.core.management.commands
from lantai.holdings.accessions.management.commands import take_in
from lantai.engines.search.factory import search_index
search_index()
"""
READER = """
from pathlib import Path
import lantai.engines.formats.child
from lantai.engines.formats.reading import read_file
read_file(Path(sys.argv[1]))
"""
DECLARED = """
import dataclasses, enum, json, os, re, re._compiler, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "lantai.config.settings"
from django.db.models.base import ModelBase

spent, depth = [0.0, 0.0], 0

def timed(owner, name, module_of):
    real = getattr(owner, name)
    def measured(*args, **more):
        global depth
        if depth or not str(module_of(*args)).startswith("lantai."):
            return real(*args, **more)
        depth, cpu, wall = 1, time.process_time(), time.perf_counter()
        try:
            return real(*args, **more)
        finally:
            depth = 0
            spent[0] += time.process_time() - cpu
            spent[1] += time.perf_counter() - wall
    setattr(owner, name, measured)

def whose(*_):
    frame = sys._getframe(2)
    while frame.f_globals["__name__"].partition(".")[0] in ("re", "functools"):
        frame = frame.f_back
    return frame.f_globals["__name__"]

timed(ModelBase, "__new__", lambda cls, name, bases, attrs, *_: attrs.get("__module__"))
timed(enum.EnumType, "__new__", lambda cls, name, bases, attrs, *_: attrs.get("__module__"))
timed(dataclasses, "_process_class", lambda cls, *_: cls.__module__)
timed(re._compiler, "compile", whose)
{body}
print(json.dumps(spent))
"""
"""Seconds (processor, wall) inside Django and the standard library while they make classes of our models, enumerations
and dataclasses, and prepare our patterns: their own time, each thing measured once."""
LOAD = """
import importlib, json, sys
names, apps = json.loads(sys.argv[1])
if apps:
    import django
    from django.conf import settings
    settings.configure(INSTALLED_APPS=apps)
    django.setup()
for name in names:
    try:
        importlib.import_module(name)
    except Exception:
        pass
"""


def main() -> int:
    home, sample = Path(sys.argv[1]), sys.argv[2]
    os.environ["DJANGO_SETTINGS_MODULE"] = "lantai.config.settings"
    import django

    django.setup()
    from django.conf import settings

    apps = [app for app in settings.INSTALLED_APPS if not app.startswith("lantai")]
    command, reader = modules(COMMAND, sample), modules(READER, sample)
    processes = COMMANDS * [(command, apps), *READERS * [(reader, list[str]())]]
    parts = {
        "loading": timed(lambda: load(processes)),
        "declared": declared(sample),
        "rows": insert(home),
        "files": write(home / "storage"),
        "lines": pack(),
        "xml": serialise(home / "storage"),
    }
    print(json.dumps({"parts": parts, "wall": sum(wall for _, wall in parts.values())}))
    return 0


def modules(body: str, sample: str) -> list[str]:
    """Names of all modules that are not ours, as such a process has loaded them."""
    done = subprocess.run([sys.executable, "-c", LOADED.format(body=body), sample], check=True, capture_output=True)
    return list(json.loads(done.stdout))


def load(processes: Sequence[tuple[list[str], list[str]]]) -> None:
    for names, apps in processes:
        subprocess.run([sys.executable, "-c", LOAD, json.dumps([names, apps])], check=True, capture_output=True)


def declared(sample: str) -> tuple[float, float]:
    """What the libraries need for the classes and patterns that our modules declare, in all processes."""
    cpu = wall = 0.0
    for body in COMMANDS * [COMMAND, *READERS * [READER]]:
        command = [sys.executable, "-c", DECLARED.replace("{body}", body), sample]
        done = subprocess.run(command, check=True, capture_output=True)
        seconds = json.loads(done.stdout)
        cpu, wall = cpu + seconds[0], wall + seconds[1]
    return cpu, wall


def timed(step: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of processor (with those of ended children) and of wall."""

    def spent() -> float:
        own, theirs = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime

    began, before = time.monotonic(), spent()
    step()
    return spent() - before, time.monotonic() - began


def pieces(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    size = -(-len(rows) // BATCHES) or 1
    return (rows[at : at + size] for at in range(0, len(rows), size))


def insert(home: Path) -> tuple[float, float]:
    """All rows of all our tables once more by `bulk_create`, into a database with the same tables and indexes."""
    from django.apps import apps
    from django.db import connection, connections, transaction

    folder = tempfile.mkdtemp(dir=home)  # left to `bench.take_in`, which deletes nothing before its last run
    connections.databases["again"] = {**connection.settings_dict, "NAME": str(Path(folder) / "again.db")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') ORDER BY type DESC")
        schema = [sql for (sql,) in cursor.fetchall() if sql and "sqlite_" not in sql]
    with connections["again"].cursor() as cursor:
        for statement in schema:
            cursor.execute(statement)
        cursor.execute("PRAGMA foreign_keys=OFF")
    ours = [model for model in apps.get_models() if model.__module__.startswith("lantai.")]
    rows = {model: list(model._default_manager.order_by("pk")) for model in ours}
    batches = [(model, piece) for model, kept in rows.items() for piece in pieces(kept)]

    def again() -> None:
        for at in range(0, len(batches), len(rows)):
            with transaction.atomic(using="again"):
                for model, piece in batches[at : at + len(rows)]:
                    model._base_manager.using("again").bulk_create(piece, batch_size=500)

    spent = timed(again)
    connections["again"].close()
    return spent


def write(root: Path) -> tuple[float, float]:
    """The folders and files of the storage root once more, flushed as often as batches are stored."""
    files = [(path.relative_to(root), path.read_bytes()) for path in sorted(root.rglob("*")) if path.is_file()]
    folders = [path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_dir()]
    again_in = Path(tempfile.mkdtemp(dir=root.parent))

    def again() -> None:
        for folder in folders:
            (again_in / folder).mkdir()
        for piece in pieces(files):
            for name, data in piece:
                (again_in / name).write_bytes(data)
            os.sync()

    return timed(again)


def pack() -> tuple[float, float]:
    """The lines of all pages as JSON, compressed."""
    from lantai.holdings.fulltext.models import PageLayout

    packed = PageLayout.objects.values_list("lines", flat=True)
    plain = [json.loads(zlib.decompress(bytes(lines))) for lines in packed if lines]
    return timed(lambda: [zlib.compress(json.dumps(each, ensure_ascii=False).encode()) for each in plain])


def serialise(root: Path) -> tuple[float, float]:
    """PREMIS once more, from parsed trees."""
    from lxml import etree

    trees = [etree.parse(path) for path in sorted(root.rglob("premis.xml"))]
    return timed(lambda: [etree.tostring(tree, encoding="UTF-8", xml_declaration=True) for tree in trees])


if __name__ == "__main__":
    sys.exit(main())
