"""A PDF written from front to back: each object goes out as it is made, and only where it begins is remembered.

Written here and not by a library, because what holds is then what can be read on two pages: no object exists that
this program did not spell out, and a thousand pages take the memory of one.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import IO

HEAD = b"%PDF-1.7\n%\xe5\x85\xb0\xe5\x8f\xb0\n"


class PdfWriter:
    """Objects by number; `finish` writes the table of where they are."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._at = 0
        self._offsets: list[int] = [0]
        self._digest = hashlib.sha512()
        self._write(HEAD)

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, body: str | bytes, number: int | None = None) -> int:
        """Write an object; the answer is its number."""
        number = self.reserve() if number is None else number
        self._offsets[number] = self._at
        data = body.encode("ascii") if isinstance(body, str) else body
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, data))
        return number

    def put_stream(self, data: bytes, entries: str = "", *, pack: bool = True, number: int | None = None) -> int:
        """Write a stream. `pack`: deflated here; otherwise `entries` name the filter it is packed with, if any."""
        if pack:
            data, entries = zlib.compress(data, 6), f"/Filter /FlateDecode {entries}"
        head = f"<< {entries} /Length {len(data)} >>".encode("ascii")
        return self.put(b"%s\nstream\n%s\nendstream" % (head, data), number)

    def finish(self, root: int) -> None:
        """The table and the end. The file's identifier is the digest of what was written."""
        identifier = self._digest.hexdigest()[:32]
        start = self._at
        rows = "".join(f"{offset:010} 00000 n \n" for offset in self._offsets[1:])
        self._write(f"xref\n0 {len(self._offsets)}\n0000000000 65535 f \n{rows}".encode("ascii"))
        trailer = f"<< /Size {len(self._offsets)} /Root {root} 0 R /ID [<{identifier}> <{identifier}>] >>"
        self._write(f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode("ascii"))

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self._at += len(data)


def words(text: str) -> str:
    """A text string of PDF: UTF-16 with its mark, in hexadecimal."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"
