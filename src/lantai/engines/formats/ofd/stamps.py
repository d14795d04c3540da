"""Seals on a page: their pictures, or the OFD inside them, laid over the content where the signature says."""

from __future__ import annotations

from lantai.engines.formats.ofd.canvas import Canvas
from lantai.engines.formats.ofd.document import OfdDocument, Page
from lantai.engines.formats.ofd.glyphs import FontShelf
from lantai.engines.formats.ofd.images import PICTURE_ERRORS
from lantai.engines.formats.ofd.painter import Painter
from lantai.engines.formats.ofd.paths import operators
from lantai.engines.formats.ofd.problems import SEAL_UNREADABLE, OfdUnreadable
from lantai.engines.formats.ofd.seals import Picture, Signature, Stamp, seal_picture, signatures
from lantai.engines.formats.ofd.values import Matrix, compose, shift


def draw_seals(document: OfdDocument, page: Page, canvas: Canvas, painter: Painter, m: Matrix) -> None:
    """Every seal placed on this page, in the order of the signatures."""
    origin = compose(m, shift(-page.box[0], -page.box[1]))
    for signature in signatures(document, page.body):
        here = [stamp for stamp in signature.stamps if stamp.page_id == page.page_id]
        if here:
            _draw_signature(document, signature, here, (canvas, painter, origin))


def _draw_signature(
    document: OfdDocument, signature: Signature, stamps: list[Stamp], where: tuple[Canvas, Painter, Matrix]
) -> None:
    canvas, painter, origin = where
    picture = seal_picture(document.package, signature)
    try:
        for stamp in stamps if picture else []:
            with canvas.saved():
                _draw_stamp(picture, stamp, canvas, painter, origin)
    except (*PICTURE_ERRORS, OfdUnreadable):
        picture = None
    if picture is None:
        document.package.note(SEAL_UNREADABLE, signature.number, part=signature.number)


def _draw_stamp(picture: Picture | None, stamp: Stamp, canvas: Canvas, painter: Painter, origin: Matrix) -> None:
    if picture is None:
        return
    x, y, wide, high = stamp.box
    if stamp.clip and stamp.clip[2] > 0 and stamp.clip[3] > 0:
        painter.clip_to(canvas, compose(origin, shift(x, y)), stamp.clip)
    placed = compose(origin, (wide, 0.0, 0.0, high, x, y))
    if picture.is_document:
        _draw_document(picture.data, canvas, placed)
        return
    image = painter.pictures.put(picture.data)
    # A seal without transparency of its own must not hide what it is set on: paper-white multiplies to nothing.
    canvas.state(1.0, "Normal" if image.transparent else "Multiply")
    canvas.transform(compose(placed, (1.0, 0.0, 0.0, -1.0, 0.0, 1.0)))
    canvas.put(operators((), f"{image.name} Do"))


def _draw_document(data: bytes, canvas: Canvas, placed: Matrix) -> None:
    """A seal drawn as an OFD page of its own; seals inside that seal are not looked for."""
    with OfdDocument(data) as seal:
        page = seal.page(1)
        painter = Painter(seal.package, FontShelf(seal.package), canvas.sheet)
        painter.page(page, canvas, compose(placed, (1 / page.box[2], 0.0, 0.0, 1 / page.box[3], 0.0, 0.0)), 1)
