"""The tables of an archive made once: every test process and every home of a journey gets a copy.

Making them takes seconds of the processor, a copy a few thousandths. They are made as everybody's are, by the first
that asks, while others wait. In SQLite they are kept for the next run below `.pytest_cache`, under the digest of
whatever says how tables are made; so a changed migration, model or trigger makes them anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import uuid
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from lantai.base.common.locks import lock
from tests.support.shared import CHECKOUT

KEPT = CHECKOUT / ".pytest_cache"
PROGRAM = "import django; django.setup(); from lantai.config.new_tables import make_new_tables; make_new_tables()"
_BY_PATH = re.compile(r"/(migrations|models)\b|/base/common/[^/]*\.py$|/config/(databases|new_tables)\.py$")
_BY_TEXT = re.compile(r"TRIGGER|post_migrate|models\.Model\b|Field\)")
"""Such a module may have a say in how tables look."""


def environment_of(home: Path) -> dict[str, str]:
    """What a program is told: the home, and where its code lies."""
    names = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_CONFIG")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, "LANTAI_HOME": str(home), "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}


def on_postgresql() -> str:
    """The address of the server's database when the suite runs on PostgreSQL, else nothing."""
    url = os.environ.get("LANTAI_DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


def copy_tables(to: Path) -> None:
    """A SQLite database with all tables and nothing in them."""
    made = _shared() / "tables.db"
    with lock(_shared() / "tables.lock", wait=True):
        if not made.exists():
            _bring(made)
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, to)


def template_database() -> str:
    """The name of a database on the server that others are copied from; `drop_template` takes it away."""
    named = _shared() / "template"
    with lock(_shared() / "tables.lock", wait=True):
        if not named.exists():
            name = f"lantai_tables_{uuid.uuid4().hex[:12]}"
            run_on_server(f'CREATE DATABASE "{name}"')
            _make(_shared() / "template-home", {"LANTAI_DATABASE_URL": address_of(name)})
            named.write_text(name, encoding="ascii")
    return named.read_text(encoding="ascii")


def drop_template(shared: Path) -> None:
    """When the run is over, by the process that began it."""
    with suppress(FileNotFoundError):
        run_on_server(f'DROP DATABASE IF EXISTS "{(shared / "template").read_text(encoding="ascii")}" WITH (FORCE)')


def address_of(name: str) -> str:
    """Of another database of the same server."""
    return urlunsplit(urlsplit(on_postgresql())._replace(path=f"/{name}"))


def run_on_server(statement: str) -> None:
    with psycopg.connect(on_postgresql(), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type] — names made here, no input


def _shared() -> Path:
    return Path(os.environ["LANTAI_TESTS_SHARED"])


def _bring(made: Path) -> None:
    """From the run before, when nothing has changed; else as those of a new archive are."""
    kept = KEPT / f"tables-{_digest()}.db"
    if not kept.exists():
        first = _shared() / "first"
        _make(first, {})
        assert [path.name for path in first.glob("lantai.db*")] == ["lantai.db"], "a database at rest is one file"
        KEPT.mkdir(exist_ok=True)
        for older in KEPT.glob("tables-*.db"):
            older.unlink(missing_ok=True)
        written = kept.with_suffix(f".{os.getpid()}")
        shutil.copyfile(first / "lantai.db", written)
        written.rename(kept)
    shutil.copyfile(kept, made)


def _make(home: Path, settings: dict[str, str]) -> None:
    home.mkdir(parents=True, exist_ok=True)
    told = {"DJANGO_SETTINGS_MODULE": "lantai.config.settings", **environment_of(home), **settings}
    subprocess.run([sys.executable, "-c", PROGRAM], env=told, check=True, capture_output=True, timeout=170)


@cache
def _digest() -> str:
    digest = hashlib.sha256(f"{sys.version} {(CHECKOUT / 'requirements' / 'base.txt').read_text()}".encode())
    for path in sorted((CHECKOUT / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "tests" not in path.parts and (_BY_PATH.search(path.as_posix()) or _BY_TEXT.search(text)):
            digest.update(f"{path.relative_to(CHECKOUT)}\0{text}\0".encode())
    return digest.hexdigest()[:20]
