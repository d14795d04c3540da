"""A small archive with its indexer in a process of its own, to be killed at any moment: `indexer_process.py ROLE HOME`.

The records are one table of numbers. `work` changes records and indexes them for ever, writing down what it committed;
`rebuild` does the same while reindexing over and over; `check` drains what is left and compares index and table;
`latency` tells how long changes take to be visible.
"""

import json
import random
import sys
import threading
import time
from pathlib import Path

import django
from django.conf import settings

FIRST_WORDS = "甲乙丙丁戊己庚辛壬癸"


def set_up(home: Path) -> None:
    settings.configure(
        INSTALLED_APPS=["lantai.engines.search"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": home / "records.db",
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                },
            }
        },
        SEARCH={"BACKEND": "lantai.engines.search.backends.tantivy.TantivyIndex", "PATH": home / "index"},
        USE_TZ=True,
    )
    django.setup()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def title_of(num: int, version: int) -> str:
    return f"档案{FIRST_WORDS[num % 10]}第{num}号 版本{version}"


def load(keys):
    from django.db import connection

    from lantai.engines.search.document import SearchDocument

    with connection.cursor() as cursor:
        marks = ",".join("?" * len(keys))
        cursor.execute(f"SELECT num, version FROM record WHERE num IN ({marks})".replace("?", "%s"), list(keys))
        rows = cursor.fetchall()
    return [
        SearchDocument(num=num, id=str(num), code=str(num), title=title_of(num, version), state="open")
        for num, version in rows
    ]


def all_keys():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT num FROM record")
        return [num for (num,) in cursor.fetchall()]


def change_records(stop: threading.Event) -> None:
    """Make, change and delete records, each with its outbox row in one transaction."""
    from django.db import connection, transaction

    from lantai.engines.search.actions import mark_changed

    dice = random.Random()
    while not stop.is_set():
        keys = {dice.randrange(1, 400) for _ in range(dice.randrange(1, 12))}
        with transaction.atomic(), connection.cursor() as cursor:
            for key in keys:
                if dice.random() < 0.2:
                    cursor.execute("DELETE FROM record WHERE num = %s", [key])
                else:
                    cursor.execute(
                        "INSERT INTO record VALUES (%s, 1) ON CONFLICT (num) DO UPDATE SET version = version + 1", [key]
                    )
            mark_changed(keys)
        stop.wait(dice.random() * 0.01)


def work(*, rebuilding: bool) -> None:
    from lantai.engines.search.indexing import reindex, run_indexer

    stop = threading.Event()
    threading.Thread(target=change_records, args=(stop,), daemon=True).start()
    say("ready")
    if not rebuilding:
        run_indexer(stop)
    threading.Thread(target=run_indexer, args=(stop,), daemon=True).start()
    while True:
        reindex()


def check() -> None:
    """After the kill: everything must be in the index exactly as it is in the table."""
    from lantai.engines.search.indexing import drain_all, indexing_status

    drained = drain_all()
    status = indexing_status()
    answer = {
        "drained": drained,
        "wrong": [num for num in range(1, 400) if not is_right(num)],
        "documents": status.documents,
        "records": len(all_keys()),
        "behind": status.behind,
        "problem": status.problem,
    }
    say(json.dumps(answer))


def is_right(num: int) -> bool:
    """The record is in the index once, in its last version; or nowhere, when it was deleted."""
    documents = load([num])
    wanted = [document.num for document in documents]
    return found(f"第{num}号") == wanted and all(found(document.title) == wanted for document in documents)


def found(phrase: str) -> list[int]:
    from lantai.engines.search.document import SearchQuery
    from lantai.engines.search.indexing import search_index

    page = search_index().search(SearchQuery(words=f'"{phrase}"', facets=False), scope=Everything())
    return [hit.num for hit in page.hits]


class Everything:
    everything = True
    institutions: frozenset[str] = frozenset()
    share: None = None


def latency() -> None:
    """Seconds from the commit of a change until it is found, for a few changes while the indexer runs."""
    from django.db import connection, transaction

    from lantai.engines.search.actions import mark_changed
    from lantai.engines.search.indexing import run_indexer

    stop = threading.Event()
    indexer = threading.Thread(target=run_indexer, args=(stop,))
    indexer.start()
    seconds = []
    for version in range(1, 13):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO record VALUES (1, 1) ON CONFLICT (num) DO UPDATE SET version = %s", [version])
            mark_changed([1])
        begun = time.monotonic()
        while not searchable() or not found(title_of(1, version)):
            time.sleep(0.005)
        seconds.append(time.monotonic() - begun)
    stop.set()
    indexer.join()
    say(json.dumps(seconds[1:]))


def searchable() -> bool:
    from lantai.engines.search.indexing import search_index

    return search_index().status().ready


def main() -> None:
    role, home = sys.argv[1], Path(sys.argv[2])
    set_up(home)
    from django.core.management import call_command
    from django.db import connection

    from lantai.engines.search.indexing import register_loader

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS record (num INTEGER PRIMARY KEY, version INTEGER NOT NULL)")
    register_loader(load, keys=all_keys)
    if role == "check":
        check()
    elif role == "latency":
        latency()
    else:
        work(rebuilding=role == "rebuild")


if __name__ == "__main__":
    main()
