"""Tag files of a bag: bagit.txt to the letter, bag-info.txt with its repeated and folded fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes as common
from lantai.engines.packages.bag import codes
from lantai.engines.packages.model import Statement
from lantai.engines.packages.text import Encoding, Opener, encoding_as_declared, encoding_of, known_codec, lines

KNOWN = frozenset({"0.93", "0.94", "0.95", "0.96", "0.97", "1.0"})
DECLARATION = "bagit.txt"
_NAMES = ("BagIt-Version", "Tag-File-Character-Encoding")
_TAG = re.compile(r"^([^:]+?)[ \t]*:[ \t]*(.*)$")
_LARGEST = 1 << 20


@dataclass
class Declaration:
    """What bagit.txt says. An unknown version is judged by the rules of 1.0."""

    version: str = ""
    encoding: str = "utf-8"
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_strict(self) -> bool:
        """Whether the rules of 1.0 hold."""
        return not self.version.startswith("0.")

    def say(self, detail: str, severity: Severity = Severity.ERROR) -> None:
        self.findings.append(Finding(codes.BAD_DECLARATION, severity, DECLARATION, {"detail": detail}))


def read_declaration(opened: Opener) -> Declaration:
    """Two lines, a name, a colon, one blank and a value each, in UTF-8 without a byte order mark. Raises OSError."""
    with opened() as stream:
        data = stream.read(4096)
    found = Declaration()
    if data.startswith(b"\xef\xbb\xbf"):
        found.say("it begins with a byte order mark")
        data = data[3:]
    text = data.decode("utf-8", errors="replace")
    if "\ufffd" in text:
        found.say("it is not UTF-8")
    values = _values(text.splitlines(), found)
    for name in _NAMES:
        if name not in values:
            found.say(f"{name} is missing")
    found.version = values.get("BagIt-Version", "")
    found.encoding = values.get("Tag-File-Character-Encoding", "utf-8")
    if found.version and found.version not in KNOWN:
        params = {"version": found.version[:40]}
        found.findings.append(Finding(codes.UNKNOWN_VERSION, Severity.ERROR, DECLARATION, params))
    if known_codec(found.encoding) is None:
        params = {"encoding": found.encoding[:40]}
        found.findings.append(Finding(codes.UNKNOWN_ENCODING, Severity.ERROR, DECLARATION, params))
    return found


def _values(rows: list[str], found: Declaration) -> dict[str, str]:
    values: dict[str, str] = {}
    for row in rows:
        match = _TAG.match(row)
        if match is None:
            if row.strip():
                found.say(f"a line is no tag: {row[:80]}")
            continue
        name, value = match[1].strip(), match[2].strip()
        if name not in _NAMES or name in values:
            found.say(f"a third line or an unknown name: {row[:80]}")
            continue
        values[name] = value
        if not row.startswith(f"{name}:"):
            found.say(f"there are blanks around the name: {row[:80]}")
        elif row != f"{name}: {value}":
            found.say(f"there are other blanks than one after the colon: {row[:80]}", Severity.WARNING)
    return values


def tag_encoding(opened: Opener, declared: str, source: str) -> tuple[Encoding, list[Finding]]:
    """In which encoding a tag file is read: the declared one if it fits, else what the bytes say. Raises OSError."""
    if (encoding := encoding_as_declared(opened, declared)) is not None:
        return encoding, []
    encoding = encoding_of(opened)
    params = {"source": source, "encoding": declared, "used": encoding.title}
    found = [Finding(common.BAD_ENCODING, Severity.WARNING, source, params)]
    if encoding.lossy:
        params = {"source": source, "encoding": encoding.title}
        found.append(Finding(common.LOST_CHARACTERS, Severity.ERROR, source, params))
    return encoding, found


def read_info(opened: Opener, source: str, declared: str) -> tuple[Statement, list[Finding]]:
    """bag-info.txt: labels in the spelling of their first appearance, values in order, folded lines unfolded."""
    encoding, found = tag_encoding(opened, declared, source)
    labels: dict[str, str] = {}
    values: dict[str, list[list[str]]] = {}
    last: list[str] | None = None
    size = 0
    for line in lines(opened, encoding.codec):
        text = line.text.removeprefix("\ufeff") if line.number == 1 else line.text
        match = _TAG.match(text)
        size += len(text)
        if size > _LARGEST:
            params = {"source": source, "line": line.number, "text": "…"}
            found.append(Finding(codes.BAD_LINE, Severity.ERROR, source, params))
            break
        if not text.strip():
            continue
        if text[0] in " \t" and last is not None:
            last.append(text.strip())
        elif match and not line.cut:
            label = labels.setdefault(match[1].strip().lower(), match[1].strip())
            last = [match[2].strip()]
            values.setdefault(label, []).append(last)
        else:
            params = {"source": source, "line": line.number, "text": text[:80]}
            found.append(Finding(codes.BAD_LINE, Severity.ERROR, source, params))
    fields = {label: tuple(" ".join(parts).strip() for parts in given) for label, given in values.items()}
    return Statement(source, fields, (), encoding.codec), found


def repeated(statement: Statement, *, strict: bool) -> Iterator[Finding]:
    """Fields that mean something to a program only once. Before 1.0 nothing forbade it."""
    if not strict:
        return
    for label, severity in (("payload-oxum", Severity.ERROR), ("bagging-date", Severity.WARNING)):
        for name, values in statement.fields.items():
            if name.lower() == label and len(values) > 1:
                yield Finding(
                    codes.FIELD_TWICE, severity, statement.source, {"source": statement.source, "field": name}
                )
