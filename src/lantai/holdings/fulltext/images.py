"""Page images on demand: cut from the master, upright, kept in a cache that may be thrown away at any time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.storage.current import blob_store
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.page_cache import note_use
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.preservation.ocfl.read import local_file
from lantai.holdings.withholding.queries import Veil

WRITE_PYRAMID = "lantai.engines.formats.images.write_pyramid"
"""Runs in a limited process: a master may be a bomb even years after it was taken in."""


class NoPageImage(ArchiveError):
    code = "fulltext.no_page_image"
    message = gettext_noop("Page %(page)s has no image: it is text only.")
    hint = gettext_noop("Read its text, or download the original file.")
    http_status = 404
    exit_code = 1


class ImageUnreadable(ArchiveError):
    code = "fulltext.image_unreadable"
    message = gettext_noop("The image of page %(page)s cannot be drawn: %(reason)s")
    hint = gettext_noop("Download the original file; the archive keeps it as it came.")
    http_status = 422
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Cut:
    """A region of the upright page in pixels and the size it is wanted in."""

    x: int
    y: int
    width: int
    height: int
    out_width: int
    out_height: int


def original_path(file: StoredFile) -> Path:
    """The original on this machine's disk, or a copy of it there, read-only: for tools."""
    return local_file(blob_store(), file.stored.object_id, file.logical_path)


def page_jpeg(page: Page, cut: Cut, *, veil: Veil | None = None) -> bytes:
    """A region as JPEG. The first request makes the page's pyramid; later ones read tiles from it.

    With a veil the pyramid is another one: painted over on the master, before anything is made smaller.
    """
    from lantai.engines.formats import images  # pulls in libvips, which commands do not need

    if not page.has_image or (veil is not None and veil.whole):
        raise NoPageImage(page=page.position)
    return images.tile(pyramid(page, veil), (cut.x, cut.y, cut.width, cut.height), (cut.out_width, cut.out_height))


def pyramid(page: Page, veil: Veil | None = None) -> Path:
    """The cached pyramid of a page image, made when it is not there. Named by digest, so that it is never stale, and
    by what is painted over.
    """
    digest, parts = page.file.sha512, veil.parts if veil else ()
    name = f"{digest[:40]}-{page.number}-{page.rotation}{f'-{veil.key}' if veil and parts else ''}.tif"
    cache = Path(settings.CACHE_FOLDER) / "pages" / digest[:2] / name
    if not note_use(cache):
        cache.parent.mkdir(parents=True, exist_ok=True)
        path = original_path(page.file)
        try:
            shared_pool().call(
                WRITE_PYRAMID, path, page.number, cache, rotation=page.rotation, painted=parts, seconds=60.0
            )
        except Unreadable as error:
            raise ImageUnreadable(
                page=page.position, reason=error.finding(page.file.original_name).sentence()
            ) from error
    return cache
