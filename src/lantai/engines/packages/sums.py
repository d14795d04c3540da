"""Lists of digests, one file a line: `digest  name`, as sha256sum writes them and BagIt takes them over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lantai.engines.packages.text import Opener, encoding_of, lines

_LINE = re.compile(r"^(\\?)(\S+)([ \t]+)(\*?)(.*)$")


@dataclass(frozen=True, slots=True)
class Sum:
    """One line. `digest` is empty where the line is none; `starred`: md5sum's mark of binary files stood there."""

    line: int
    digest: str
    name: str
    starred: bool = False
    cut: bool = False


def sums(opened: Opener, codec: str = "", *, escapes: bool = True) -> Iterator[Sum]:
    """Every line that holds something. Without a codec the bytes decide it. Raises OSError.

    `escapes`: a backslash before the digest is sha256sum's way to write odd names. In a bag it is an error.
    """
    for line in lines(opened, codec or encoding_of(opened).codec):
        text = line.text.removeprefix("\ufeff") if line.number == 1 else line.text
        if not text.strip():
            continue
        match = None if line.cut else _LINE.match(text)
        if match is None or not match[5] or (match[1] and not escapes):
            yield Sum(line.number, "", text[:80], cut=line.cut)
        else:
            escaped, digest, _, star, name = match.groups()
            yield Sum(line.number, digest.lower(), _unescaped(name) if escaped else name, bool(star))


def _unescaped(name: str) -> str:
    """sha256sum begins a line with a backslash when it had to write line breaks of the name as escapes."""
    return name.replace("\\\\", "\0").replace("\\n", "\n").replace("\\r", "\r").replace("\0", "\\")


def sum_line(digest: str, name: str) -> str:
    """The line `sha256sum --check` reads."""
    if any(char in name for char in "\\\n\r"):
        escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        return f"\\{digest}  {escaped}\n"
    return f"{digest}  {name}\n"
