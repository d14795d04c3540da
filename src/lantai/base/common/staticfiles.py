"""Static files served with names that carry their digest, so that browsers may keep them for ever."""

from __future__ import annotations

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class Storage(ManifestStaticFilesStorage):
    """Manifest storage that falls back to plain names until the files have been collected (tests, first start)."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        if not self.hashed_files:
            return name
        return super().stored_name(name)

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 — Django's signature
        if not self.hashed_files:
            return f"{settings.STATIC_URL}{name}"
        return super().url(name, force)
