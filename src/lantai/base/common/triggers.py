"""Triggers that must be there: looked for after every migration, and in one question at every start.

A process that is killed between the last migration and what follows it leaves tables that look finished: nothing would
be migrated again, and what is written from then on would go uncounted and unmarked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
_KEPT: dict[str, tuple[Callable[[], Collection[str]], Callable[..., None]]] = {}


def keep_there(app: AppConfig, names: Callable[[], Collection[str]], keep: Callable[..., None]) -> None:
    """Have `keep` make what is missing. `names`: of all that it makes, once every table is there.

    `keep` is asked after migrations (as a receiver of `post_migrate`) and with `using` alone. It is one transaction,
    does nothing when all are there, and makes good what was written while they were not.
    """
    uid = f"{app.label}.{keep.__name__}"
    _KEPT[uid] = names, keep
    post_migrate.connect(keep, sender=app, dispatch_uid=uid)


def put_back_missing(*, using: str = "default") -> bool:
    """Whether any trigger was missing. Only where every migration has been applied."""
    with connections[using].cursor() as cursor:
        cursor.execute(_THERE[connections[using].vendor])
        there = {name for (name,) in cursor.fetchall()}
    wanting: list[Callable[..., Any]] = [keep for names, keep in _KEPT.values() if not there.issuperset(names())]
    for keep in wanting:
        keep(using=using)
    return bool(wanting)
