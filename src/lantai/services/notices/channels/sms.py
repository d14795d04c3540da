"""Text messages without a provider: on the console of the worker, or as lines of a file another program sends from.

A provider is a class of the archive's own with the same `send`, named by its dotted path.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TextIO

from lantai.services.notices.channels.protocol import AddressRefused, ChannelUnavailable, Letter

_NUMBER = re.compile(r"\+?[0-9]{5,20}")


def number_of(address: str) -> str:
    """The digits of a number however it was written. Raises `AddressRefused`."""
    number = re.sub(r"[\s()（）\-]", "", address)
    if not _NUMBER.fullmatch(number):
        raise AddressRefused("no number of a telephone")
    return number


class ConsoleSms:
    """For trying out: whoever sees the worker's console reads the messages."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def send(self, letter: Letter) -> None:
        number = number_of(letter.to)
        try:
            print(f"SMS {number}: {letter.text}", file=self._stream or sys.stderr, flush=True)
        except (OSError, ValueError) as problem:
            raise ChannelUnavailable(type(problem).__name__) from None


class FileSms:
    """One line of JSON for each message, readable by its owner only; another program sends and empties the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, letter: Letter) -> None:
        line = json.dumps({"to": number_of(letter.to), "text": letter.text}, ensure_ascii=False)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(file, f"{line}\n".encode())
            finally:
                os.close(file)
        except OSError as problem:
            raise ChannelUnavailable(type(problem).__name__) from None
