"""PDFium opened and closed in one place, one thread at a time: the library itself knows no threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from lantai.engines.formats import codes
from lantai.engines.formats.readers.base import Unreadable

ENGINE = f"pypdfium2 {pypdfium2.PYPDFIUM_INFO.version}"
LOCK = threading.RLock()
Page = Any
_TYPED = frozenset({pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP})
_MOST_ANNOTATIONS = 500


@contextmanager
def document(path: Path) -> Iterator[Any]:
    """An open document; what cannot be opened is `Unreadable` with the reason PDFium gives."""
    with LOCK:
        try:
            opened = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise _reason(path, error) from error
        try:
            yield opened
        finally:
            opened.close()


def _reason(path: Path, error: pypdfium2.PdfiumError) -> Unreadable:
    code = getattr(error, "err_code", None)
    if code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
        return Unreadable(codes.ENCRYPTED)
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - 2048))
        ending = handle.read()
    if b"%%EOF" not in ending and b"startxref" not in ending:
        return Unreadable(codes.TRUNCATED, detail="the end of the file (startxref, %%EOF) is missing")
    return Unreadable(codes.DAMAGED, detail=str(error))


@contextmanager
def page(opened: Any, index: int) -> Iterator[Any]:
    """One page, closed again at once so that documents of thousands of pages stay small in memory.

    Filled form fields, typed notes and stamps are made part of the page, so that they are both read and shown.
    """
    loaded = opened[index]
    if _has_typed_annotations(loaded.raw):
        pdfium.FPDFPage_Flatten(loaded.raw, pdfium.FLAT_NORMALDISPLAY)
        loaded.close()
        loaded = opened[index]
    try:
        yield loaded
    finally:
        loaded.close()


def _has_typed_annotations(raw: Page) -> bool:
    for i in range(min(pdfium.FPDFPage_GetAnnotCount(raw), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(raw, i)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in _TYPED:
            return True
    return False
