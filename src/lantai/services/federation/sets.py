"""Sets: an archive is one, each of its fonds another below it. `setSpec` (section 2.6) spells codes in few letters."""

from __future__ import annotations

import re

SAFE = re.compile(r"[A-Za-z0-9\-_.!*'()]")
_ESCAPED = re.compile(r"~([0-9A-F]{2})")
_SPELT = re.compile(r"(?:[A-Za-z0-9\-_.!*'()]|~[0-9A-F]{2})+")


def spec(*codes: str) -> str:
    """The name of a set: codes of archive and fonds with a colon between; other letters as bytes of UTF-8, `~E5`."""
    return ":".join("".join(map(_letter, code)) for code in codes)


def _letter(letter: str) -> str:
    return letter if SAFE.fullmatch(letter) else "".join(f"~{byte:02X}" for byte in letter.encode())


def codes_of(name: str) -> tuple[str, ...]:
    """The codes of archive and, where one is meant, fonds; none where no set can have this name."""
    parts = name.split(":")
    if len(parts) > 2 or not all(_SPELT.fullmatch(part) for part in parts):
        return ()
    try:
        codes = tuple(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), part) for part in parts)
        codes = tuple(code.encode("latin-1").decode() for code in codes)
    except UnicodeDecodeError:
        return ()
    return () if any("\0" in code for code in codes) else codes
