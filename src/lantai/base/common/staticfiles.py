"""Static files served with names that carry their digest, so that browsers may keep them for ever."""

from __future__ import annotations

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class Storage(ManifestStaticFilesStorage):
    """Manifest storage that falls back to plain names until the files have been collected (tests, first start)."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name

    def url(self, name: str | None, *args: bool) -> str:
        if name and not self.hashed_files:
            return f"{settings.STATIC_URL}{name}"
        return super().url(name or "", *args)
