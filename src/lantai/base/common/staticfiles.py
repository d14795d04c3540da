"""Static files served with names that carry their digest, so that browsers may keep them for ever."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class Storage(ManifestStaticFilesStorage):
    """Manifest storage that falls back to plain names until the files have been collected (tests, first start)."""

    manifest_strict = False

    def __init__(self, *args: Any, **options: Any) -> None:
        self._addresses: dict[str, str] = {}
        super().__init__(*args, **options)

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name

    def url(self, name: str | None, *args: bool) -> str:
        """Of what was collected, an address is made once: a page asks for some fifty, most of them the icons'."""
        name = name or ""
        if name and not self.hashed_files:
            return f"{settings.STATIC_URL}{name}"
        if args:
            return super().url(name, *args)
        if name not in self._addresses:
            self._addresses[name] = super().url(name)
        return self._addresses[name]

    def save_manifest(self) -> None:
        self._addresses.clear()
        super().save_manifest()
