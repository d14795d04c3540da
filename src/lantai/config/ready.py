"""What must be true before serving: tables, storage root, collected static files. Quick when nothing is to be done."""

from __future__ import annotations

import hashlib
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection

from lantai.base.common.command import DatabaseFailed
from lantai.base.common.locks import lock
from lantai.base.common.triggers import put_back_missing
from lantai.engines.storage.current import blob_store, storage_place
from lantai.engines.storage.errors import StorageIsMissing, as_storage_error
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.layout import ROOT_DECLARATION, prepare_root

_APPLIED = "django_migrations"
"""Django's table of what has been applied."""


def make_ready() -> None:
    """Bring the home folder up to this version and collect what the pages need."""
    make_home()
    collect_static()


def make_home() -> None:
    """Folders, tables, storage root. Safe to run twice at once: migrations and renames are transactions.

    Raises `StorageIsMissing` when rows speak of objects but the storage root is not there: an unmounted disk must not
    be mistaken for a new archive. A home that cannot be written raises `StorageIsReadOnly` or its like, and tables
    that cannot be asked or made `DatabaseFailed`.
    """
    try:
        for folder in (settings.WORK_FOLDER, settings.CACHE_FOLDER, settings.INTAKE_FOLDER):
            Path(folder).mkdir(parents=True, exist_ok=True)
        with lock(Path(settings.WORK_FOLDER) / "locks" / "migrate.lock", wait=True):
            _bring_tables()
        _bring_storage()
    except OSError as error:
        raise as_storage_error(error, error.filename or settings.HOME) from error
    except DatabaseError as error:
        raise DatabaseFailed(reason=str(error).splitlines()[0]) from error


def _bring_storage() -> None:
    store = blob_store()
    if StoredObject.objects.exists() and not store.exists(ROOT_DECLARATION):
        raise StorageIsMissing(place=storage_place())
    store.prepare()
    prepare_root(store)


def _bring_tables() -> None:
    with connection.cursor() as cursor:
        is_new = not connection.introspection.table_names(cursor)
    if is_new:
        from lantai.config.new_tables import make_new_tables  # loads every migration, which most verbs never need

        make_new_tables()
    elif not tables_are_known():
        call_command("migrate", verbosity=0, interactive=False)
    else:
        put_back_missing()


def tables_are_known() -> bool:
    """Whether every migration has been applied: told by names, as loading them takes longer than many a verb."""
    with connection.cursor() as cursor:
        if _APPLIED not in connection.introspection.table_names(cursor):
            return False
        cursor.execute(f"SELECT app, name FROM {_APPLIED}")  # noqa: S608 - a name of Django's own
        applied = set(cursor.fetchall())
    there = ((app.label, name) for app in apps.get_app_configs() for name in _migrations_in(f"{app.path}/migrations"))
    return applied.issuperset(there)


def _migrations_in(folder: str) -> list[str]:
    """Their names, as Django lists them."""
    return [name for _, name, is_package in iter_modules([folder]) if not is_package and name[0] not in "_~"]


def collect_static() -> None:
    """Copy and digest the static files when any of them has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    wanted = _fingerprint()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted, encoding="ascii")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
