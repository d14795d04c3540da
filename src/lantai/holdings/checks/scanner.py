"""The virus scanner: clamd's protocol, asked over a socket. Nothing of ClamAV is linked in, and no file is named to it.

`VERSION` tells the engine and the day of the signatures; `INSTREAM` takes the bytes of one file in pieces.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

PIECE = 1 << 18
SECONDS = 60.0
_DATE = "%a %b %d %H:%M:%S %Y"


class ScannerFailed(Exception):
    """The scanner does not answer, or answers that it cannot."""


@dataclass(frozen=True, slots=True)
class ScannerVersion:
    """Engine and signatures as the scanner names them; `signed` is None where it names no day."""

    engine: str
    signed: dt.datetime | None

    @property
    def named(self) -> str:
        """In one line: the engine, and the day of its signatures where it is known."""
        return f"{self.engine}, {self.signed:%Y-%m-%d}" if self.signed else self.engine


@dataclass(frozen=True, slots=True)
class Scanner:
    """clamd at `host:port` or at the path of its socket; `seconds`: how long an answer is waited for."""

    address: str
    seconds: float = SECONDS

    def version(self) -> ScannerVersion:
        """What answers there: `ClamAV 1.0.7/27400/Mon Sep 16 08:30:00 2024`. Raises `ScannerFailed`."""
        with self._asked(b"zVERSION\0") as line:
            answer = _answer(line)
        engine, _, signed = answer.partition("/")
        return ScannerVersion(engine or answer, _day(signed.rpartition("/")[2]))

    def scan(self, stream: IO[bytes]) -> str:
        """The name of what was found in the bytes, or an empty text. Raises `ScannerFailed`, OSError of the stream."""
        with self._asked(b"zINSTREAM\0") as line:
            while piece := stream.read(PIECE):
                _send(line, struct.pack("!L", len(piece)) + piece)
            _send(line, struct.pack("!L", 0))
            answer = _answer(line)
        name = answer.removeprefix("stream: ")
        if name.endswith(" FOUND"):
            return name.removesuffix(" FOUND")
        if name == "OK":
            return ""
        raise ScannerFailed(answer[:200])

    @contextlib.contextmanager
    def _asked(self, command: bytes) -> Iterator[socket.socket]:
        try:
            line = self._connected()
        except (OSError, ValueError, OverflowError) as error:
            raise ScannerFailed(str(error)) from error
        with line:
            _send(line, command)
            yield line

    def _connected(self) -> socket.socket:
        if not self.address.startswith("/"):
            host, _, port = self.address.rpartition(":")
            return socket.create_connection((host.strip("[]") or "localhost", int(port)), timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(self.seconds)
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def _send(line: socket.socket, data: bytes) -> None:
    try:
        line.sendall(data)
    except OSError as error:
        raise ScannerFailed(_last_words(line) or str(error)) from error


def _last_words(line: socket.socket) -> str:
    """What it said before it hung up: that the file is too large, for instance."""
    with contextlib.suppress(OSError):
        return line.recv(4096).decode("utf-8", "replace").strip("\0\n ")
    return ""


def _answer(line: socket.socket) -> str:
    answer = b""
    try:
        while piece := line.recv(4096):
            answer += piece
            if piece.endswith(b"\0") or len(answer) > 65_536:
                break
    except OSError as error:
        raise ScannerFailed(str(error)) from error
    if not answer:
        raise ScannerFailed("no answer")
    return answer.decode("utf-8", "replace").strip("\0\n ")


def _day(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text.strip(), _DATE).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
