"""The forms in which somebody may have signed an element: ours by the rule, and those of programs that had none.

The standard does not say over which bytes 电子签名 goes. The implementations that are known sign the element as they
happened to write it. So a signature whose rule is not known is tried against each of these; the first that
fits is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from lantai.engines.signatures.c14n import (
    Canonicaliser,
    Surroundings,
    attribute_text,
    escaped,
    is_declaration,
)

_LONGEST_BLANK = 1 << 20


class FormName(StrEnum):
    """What the signed bytes are."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"
    AS_IS = "as_is"
    AS_IS_UTF8 = "as_is_utf8"
    EXCLUSIVE_COMPACT = "exclusive_compact"
    SERIALISED = "serialised"
    SERIALISED_BARE = "serialised_bare"
    COMPACT = "compact"
    COMPACT_BARE = "compact_bare"
    SERIALISED_CDATA = "serialised_cdata"
    COMPACT_CDATA = "compact_cdata"
    COMPACT_CDATA_BARE = "compact_cdata_bare"


Write = Callable[[bytes], object]


class Canonical:
    """Canonical XML, with or without the blanks between elements.

    Text comes to every form as characters and, worked out once for all of them, as canonical XML has it.
    """

    def __init__(self, write: Write, around: Surroundings, *, exclusive: bool = True, compact: bool = False) -> None:
        self._write, self._blanks = write, Blanks(write) if compact else None
        self._inner = Canonicaliser(write, exclusive=exclusive, around=around)

    def start(self, name: str, attributes: Sequence[tuple[str, str]]) -> None:
        if self._blanks:
            self._blanks.drop()
        self._inner.start(name, attributes)

    def end(self, name: str) -> None:
        if self._blanks:
            self._blanks.drop()
        self._inner.end(name)

    def text(self, data: str, escaped: bytes, *, literal: bool, blank: bool) -> None:
        if self._blanks:
            self._blanks.text(escaped, blank=blank)
        else:
            self._write(escaped)

    def instruction(self, target: str, data: str) -> None:
        self._inner.instruction(target, data)


class Blanks:
    """Leaves out text that is nothing but blanks; text with anything else in it keeps them."""

    def __init__(self, write: Write) -> None:
        self._write, self._held, self._is_text = write, b"", False

    def drop(self) -> None:
        """An element begins or ends."""
        self._held, self._is_text = b"", False

    def text(self, data: bytes, *, blank: bool) -> None:
        if blank and not self._is_text and len(self._held) < _LONGEST_BLANK:
            self._held += data
            return
        self._write(self._held + data if self._held else data)
        self._held, self._is_text = b"", True


@dataclass(frozen=True, slots=True)
class Manner:
    """How programs that know no canonical XML write an element."""

    declares: bool
    compact: bool
    keeps_cdata: bool = False


class Serialised:
    """The element as common serialisers write it: `<a/>` where it is empty, attributes in the order they come."""

    def __init__(self, write: Write, around: Surroundings, manner: Manner) -> None:
        self._write, self._manner = write, manner
        self._around: Surroundings | None = around
        self._tag_open = self._cdata = False
        self._blanks = Blanks(self._content) if manner.compact else None

    def start(self, name: str, attributes: Sequence[tuple[str, str]]) -> None:
        self._close_all()
        shown = list(attributes)
        if self._around is not None:
            shown = self._with_declarations(name, shown, self._around)
            self._around = None
        if not self._manner.declares:
            shown = [(key, value) for key, value in shown if not is_declaration(key)]
        self._write(f"<{name}{''.join(attribute_text(key, value) for key, value in shown)}".encode())
        self._tag_open = True

    def _with_declarations(
        self, name: str, shown: list[tuple[str, str]], around: Surroundings
    ) -> list[tuple[str, str]]:
        prefix = name.partition(":")[0] if ":" in name else ""
        key = f"xmlns:{prefix}" if prefix else "xmlns"
        uri = around.namespaces.get(prefix, "")
        return shown if not uri or any(name == key for name, _ in shown) else [(key, uri), *shown]

    def end(self, name: str) -> None:
        if self._blanks:
            self._blanks.drop()
        self._close_cdata()
        self._write(b"/>" if self._tag_open else f"</{name}>".encode())
        self._tag_open = False

    def text(self, data: str, escaped: bytes, *, literal: bool, blank: bool) -> None:
        if literal and self._manner.keeps_cdata:
            self._close_tag()
            self._write((b"" if self._cdata else b"<![CDATA[") + data.encode())
            self._cdata = True
            return
        self._close_cdata()
        if self._blanks:
            self._blanks.text(escaped, blank=blank)
        else:
            self._content(escaped)

    def instruction(self, target: str, data: str) -> None:
        self._close_all()
        self._write(f"<?{target} {data}?>".encode())

    def _content(self, data: bytes) -> None:
        self._close_tag()
        self._write(data)

    def _close_all(self) -> None:
        if self._blanks:
            self._blanks.drop()
        self._close_cdata()
        self._close_tag()

    def _close_tag(self) -> None:
        if self._tag_open:
            self._write(b">")
            self._tag_open = False

    def _close_cdata(self) -> None:
        if self._cdata:
            self._write(b"]]>")
            self._cdata = False


Writer: TypeAlias = Canonical | Serialised

_MANNERS = {
    FormName.SERIALISED: Manner(declares=True, compact=False),
    FormName.SERIALISED_BARE: Manner(declares=False, compact=False),
    FormName.COMPACT: Manner(declares=True, compact=True),
    FormName.COMPACT_BARE: Manner(declares=False, compact=True),
    FormName.SERIALISED_CDATA: Manner(declares=True, compact=False, keeps_cdata=True),
    FormName.COMPACT_CDATA: Manner(declares=True, compact=True, keeps_cdata=True),
    FormName.COMPACT_CDATA_BARE: Manner(declares=False, compact=True, keeps_cdata=True),
}
WRITTEN = frozenset({FormName.EXCLUSIVE, FormName.INCLUSIVE, FormName.EXCLUSIVE_COMPACT, *_MANNERS})
"""Forms made from the parser's events; the others are the bytes of the file."""


def writer(form: FormName, write: Write, around: Surroundings) -> Writer:
    """What writes an element in this form."""
    if manner := _MANNERS.get(form):
        return Serialised(write, around, manner)
    exclusive = form is not FormName.INCLUSIVE
    return Canonical(write, around, exclusive=exclusive, compact=form is FormName.EXCLUSIVE_COMPACT)


class Fan:
    """Gives each event to several writers; what text looks like escaped is worked out once for all."""

    def __init__(self) -> None:
        self.writers: list[Writer] = []

    def start(self, name: str, attributes: Sequence[tuple[str, str]]) -> None:
        for each in self.writers:
            each.start(name, attributes)

    def end(self, name: str) -> None:
        for each in self.writers:
            each.end(name)

    def text(self, data: str, *, literal: bool) -> None:
        if not self.writers:
            return
        shared, blank = escaped(data).encode(), not data.strip(" \t\r\n")
        for each in self.writers:
            each.text(data, shared, literal=literal, blank=blank)

    def instruction(self, target: str, data: str) -> None:
        for each in self.writers:
            each.instruction(target, data)
