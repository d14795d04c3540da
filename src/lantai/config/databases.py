"""From one address to Django's database dictionary: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384;"
    ),
}

POSTGRESQL_OPTIONS = "-c jit=off -c random_page_cost=1.1"
"""For all our connections, whatever the server thinks of others.

Translating a statement to machine code takes longer (15 to 40 ms) than most of ours run. And a page fetched by an index
does not cost four times one of a scan where disks do not turn and most is in memory: told so, PostgreSQL reads all of
three million persons for the ten thousand whose names come near one.
"""


def database_from(url: str, home: Path) -> dict[str, Any]:
    """`sqlite:///absolute/path.db`, `postgresql://user:password@host:port/name`, or empty for SQLite in `home`."""
    parts = urlsplit(url)
    if parts.scheme in {"", "sqlite"}:
        return {
            "ENGINE": "lantai.base.common.sqlite",
            "NAME": Path(parts.path) if url else home / "lantai.db",
            # Of 250 tables, a new connection reads all that they are before its first answer: 16 ms of a page's time.
            "CONN_MAX_AGE": 60,
            "OPTIONS": SQLITE_OPTIONS,
            # Tests use a real file too: in memory there is no WAL, and threads lock one another out.
            "TEST": {"NAME": home / "tests.db"},
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        msg = f"LANTAI_DATABASE_URL names {parts.scheme!r}: sqlite and postgresql are known."
        raise SystemExit(msg)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # A new connection's process learns again what 250 tables are, and its first answers take three times as long.
        # One that the server has closed meanwhile is noticed before it is used.
        "CONN_MAX_AGE": 3600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": POSTGRESQL_OPTIONS},
    }


def folder_from(url: str, name: str, default: Path) -> Path:
    """The folder behind `file:///path`, or the default when the address is empty. Other places are refused."""
    parts = urlsplit(url)
    if not url:
        return default
    if parts.scheme != "file" or not parts.path.startswith("/"):
        msg = f"{name}={url!r} cannot be used: file:///absolute/path is expected. See docs/reference/settings.md."
        raise SystemExit(msg)
    return Path(unquote(parts.path))


def storage_from(url: str, name: str, default: Path, work: Path) -> dict[str, Any]:
    """The table of a store: `file:///path`, or `s3://bucket/prefix?endpoint=https://host:port&region=name`.

    `work`: where trees are built before they are sent to a bucket. Credentials of a bucket are never in an address:
    AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another of the usual places of such tools.
    """
    parts = urlsplit(url)
    if parts.scheme != "s3":
        return {
            "BACKEND": "lantai.engines.storage.backends.filesystem.FilesystemBlobStore",
            "PATH": folder_from(url, name, default),
        }
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    prefix = unquote(parts.path).strip("/")
    if not parts.hostname or "@" in parts.netloc or not prefix or asked.keys() - {"endpoint", "region"}:
        msg = (
            f"{name} cannot be used: s3://bucket/prefix?endpoint=https://host:port&region=name is expected, with a "
            "prefix and without a password. See docs/running/object-store.md."
        )
        raise SystemExit(msg)
    return {
        "BACKEND": "lantai.engines.storage.backends.s3.S3BlobStore",
        "BUCKET": parts.netloc,
        "PREFIX": prefix,
        "ENDPOINT": asked.get("endpoint", ""),
        "REGION": asked.get("region", ""),
        "WORK": work,
    }
