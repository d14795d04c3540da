"""An archive with originals in storage, and converters that need no outside program."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.engines.formats.tests.samples import PARAGRAPH, pdf
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.preservation.actions import ObjectToStore, Original, enter_objects, storing
from lantai.holdings.preservation.models import StoredFile

PDF = ("fmt/276", "application/pdf", "pdf")


@pytest.fixture
def stored(home, settings, db):
    """Puts files into storage by the acts of intake: `stored({"a.pdf": path})` or so many pages of text."""
    settings.STORAGE = {**settings.STORAGE, "DURABLE": False}
    blob_store.cache_clear()

    def put(name="通知.pdf", *pages, puid=PDF[0], mime=PDF[1], kind=PDF[2], source=None, **record):
        record = RecordFactory(**record)
        path = home / f"{record.ulid}.bin"
        if source is not None:
            path.write_bytes(source)
        else:
            pdf(path, *(pages or (PARAGRAPH,)))
        wanted = [ObjectToStore(record.ulid, {"title": record.title}, (Original(path, name, puid, mime, kind),))]
        with storing(wanted, actor=OPERATOR) as staged:
            enter_objects([record], wanted, staged)
        return StoredFile.objects.select_related("stored__record__institution").get(stored__record=record)

    return put
