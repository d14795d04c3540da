"""A page drawn as a PDF page in memory, which pdfium turns into pixels: both formats paint by the same model."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from lantai.engines.formats.ofd.paths import operators, rectangle
from lantai.engines.formats.ofd.values import Matrix

MAX_CONTENT = 96 << 20

BLEND_MODES = {
    "Normal", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn", "HardLight",
    "SoftLight", "Difference", "Exclusion", "Hue", "Saturation", "Color", "Luminosity",
}  # fmt: skip


class Full(Exception):
    """Drawing stopped because the page would not fit into memory; what was drawn so far is shown."""


class Sheet:
    """The PDF being made: one page and one table of resources, shared by every content stream on it."""

    def __init__(self, width: int, height: int) -> None:
        self.pdf = pikepdf.new()
        self.width, self.height = width, height
        self._tables: dict[str, Any] = {
            name: Dictionary() for name in ("XObject", "ExtGState", "Pattern", "Shading", "ColorSpace")
        }
        self.resources = self.pdf.make_indirect(Dictionary({f"/{name}": t for name, t in self._tables.items()}))
        self._states: dict[tuple[float, str], str] = {}
        self._count = 0
        self.size = 0

    def stream(self, data: bytes, **entries: Any) -> Any:
        return pikepdf.Stream(self.pdf, data, {f"/{name}": value for name, value in entries.items()})

    def add(self, kind: str, value: Any) -> str:
        """Put a value into the resources; returns the name that content uses."""
        self._count += 1
        name = f"/R{self._count}"
        # pikepdf copies what it stores, so the table is reached through the resources each time.
        self.resources[f"/{kind}"][name] = self.pdf.make_indirect(value)
        return name

    def state(self, alpha: float, blend: str = "Normal") -> str:
        key = (round(alpha, 3), blend)
        if key not in self._states:
            value = Dictionary(ca=key[0], CA=key[0], BM=Name(f"/{blend}"), AIS=False)
            self._states[key] = self.add("ExtGState", value)
        return self._states[key]

    def spent(self, size: int) -> None:
        self.size += size
        if self.size > MAX_CONTENT:
            raise Full

    def data(self, content: bytes) -> bytes:
        """The finished PDF. One unit of its page is one pixel of the picture."""
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, self.width, self.height]),
            Resources=self.resources,
            Contents=self.pdf.make_stream(content),
            Group=Dictionary(S=Name.Transparency, CS=Name.DeviceRGB),
        )
        self.pdf.pages.append(pikepdf.Page(self.pdf.make_indirect(page)))
        out = io.BytesIO()
        self.pdf.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return out.getvalue()


class Canvas:
    """One content stream under way: the page's own, or that of a pattern's cell."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._parts: list[str] = []

    def put(self, part: str) -> None:
        self.sheet.spent(len(part) + 1)
        self._parts.append(part)

    def content(self) -> bytes:
        return "\n".join(self._parts).encode("ascii")

    @contextmanager
    def saved(self) -> Iterator[None]:
        self.put("q")
        try:
            yield
        finally:
            self._parts.append("Q")

    def transform(self, m: Matrix) -> None:
        self.put(operators(m, "cm"))

    def clip_box(self, x: float, y: float, width: float, height: float) -> None:
        self.put(f"{rectangle(x, y, width, height)} W n")

    def state(self, alpha: float, blend: str = "Normal") -> None:
        if alpha < 0.999 or blend != "Normal":
            self.put(f"{self.sheet.state(max(0.0, min(1.0, alpha)), blend)} gs")
