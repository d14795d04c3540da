"""Compile every django.po below src into the .mo beside it, with nothing but Python: set-up runs this everywhere.

A .mo is written only when it is older than its .po or missing. Fuzzy entries are left out, as msgfmt does.
"""

from __future__ import annotations

import ast
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "src"
CONTEXT_END = "\x04"


@dataclass
class Entry:
    """One message as it stands in a .po file."""

    context: str | None = None
    singular: str = ""
    plural: str | None = None
    strings: dict[int, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def key(self) -> str:
        key = self.singular if self.plural is None else f"{self.singular}\0{self.plural}"
        return key if self.context is None else f"{self.context}{CONTEXT_END}{key}"

    @property
    def value(self) -> str:
        return "\0".join(self.strings[number] for number in sorted(self.strings))


def read_entries(text: str) -> Iterator[Entry]:
    """Every live message of a .po file; obsolete ones (#~) are passed over."""
    entry, target = Entry(), ""
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if not line:
            if entry.strings:
                yield entry
            entry, target = Entry(), ""
        elif line.startswith("#"):
            entry.is_fuzzy = entry.is_fuzzy or (line.startswith("#,") and "fuzzy" in line)
        elif line.startswith('"'):
            _add(entry, target, ast.literal_eval(line))
        else:
            target, _, rest = line.partition(" ")
            _add(entry, target, ast.literal_eval(rest.strip()))


def _add(entry: Entry, target: str, text: str) -> None:
    if target == "msgctxt":
        entry.context = (entry.context or "") + text
    elif target == "msgid":
        entry.singular += text
    elif target == "msgid_plural":
        entry.plural = (entry.plural or "") + text
    elif target.startswith("msgstr"):
        number = int(target[7:-1]) if "[" in target else 0
        entry.strings[number] = entry.strings.get(number, "") + text


def compiled(entries: Iterator[Entry]) -> bytes:
    """The bytes of a GNU .mo file: little-endian, sorted by message, no hash table."""
    pairs = sorted((e.key.encode(), e.value.encode()) for e in entries if e.value and (not e.is_fuzzy or not e.key))
    start = 7 * 4 + len(pairs) * 16
    ids, strings, id_table, string_table = b"", b"", [], []
    for key, value in pairs:
        id_table.append((len(key), len(ids)))
        string_table.append((len(value), len(strings)))
        ids += key + b"\0"
        strings += value + b"\0"
    table = b"".join(struct.pack("<II", length, start + offset) for length, offset in id_table)
    table += b"".join(struct.pack("<II", length, start + len(ids) + offset) for length, offset in string_table)
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + len(pairs) * 8, 0, 0)
    return head + table + ids + strings


def compile_all(sources: Path) -> int:
    """Compile what is stale; returns how many files were written."""
    written = 0
    for source in sorted(sources.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        fresh = target.with_name(f"{target.name}.new")
        fresh.write_bytes(compiled(read_entries(source.read_text(encoding="utf-8"))))
        fresh.replace(target)
        written += 1
    return written


if __name__ == "__main__":
    print(f"{compile_all(SOURCES)} catalogues of messages compiled", file=sys.stderr)
