"""Rich Text Format, with the code pages of Chinese Windows: GBK bytes escaped or raw, Unicode with its substitutes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lantai.engines.formats import codes, encodings
from lantai.engines.formats.readers import base, plain
from lantai.engines.formats.readers.base import Extract, Source, Unreadable

ENGINE = "lantai rtf 1"
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.S
)
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_PAGES = {
    936: "gb18030",
    54936: "gb18030",
    950: "cp950",
    932: "cp932",
    949: "cp949",
    65001: "utf-8",
    10000: "mac_roman",
}
# Groups that are not text of the page. Footnotes, headers, text boxes and field results are text and stay.
_HIDDEN_GROUPS = """fonttbl colortbl stylesheet info pict themedata colorschememapping datastore latentstyles listtable
    listoverridetable listpicture rsidtbl generator fldinst objdata objclass objname bkmkstart bkmkend xmlnstbl filetbl
    revtbl pgptbl template operator author title subject keywords doccomm company manager category hlinkbase
    comment atnid atnauthor atndate atnref xe tc sp sn sv blipuid picprop mmathPr nonesttables pntext pntxta pntxtb
    nonshppict"""
_HIDDEN = frozenset(_HIDDEN_GROUPS.split())
_SHOWN_STARRED = frozenset({"shpinst", "shptxt", "annotation", "footnote", "nesttableprops"})
_CHARACTERS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"nestrow": "\n", b"cell": "\t",
    b"nestcell": "\t", b"tab": "\t", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"bullet": "•", b"emspace": "\u2003", b"enspace": "\u2002",
}  # fmt: skip
_SIGNS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_DEEPEST = 2_000


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits: whether it is shown, its font, how many substitutes follow a Unicode character."""

    hidden: bool = False
    font: int = -1
    substitutes: int = 1
    table: str = ""
    removed: bool = False


@dataclass(slots=True)
class _Document:
    """One RTF text while it is being read. Bytes are kept until their run ends: escapes may split a GBK pair."""

    page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    default_font: int = -1
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    run: bytearray = field(default_factory=bytearray)
    skip: int = 0
    starred: bool = False
    current_font: int = -1

    def encoding(self) -> str:
        font = self.state.font if self.state.font >= 0 else self.default_font
        return self.fonts.get(font) or self.page

    def flush(self) -> None:
        if self.run:
            self.out.append(_decoded(bytes(self.run), self.encoding()))
            self.run.clear()

    def put(self, text: str) -> None:
        self.flush()
        if not (self.state.hidden or self.state.removed):
            self.out.append(text)

    def put_bytes(self, data: bytes) -> None:
        dropped = min(self.skip, len(data))
        self.skip -= dropped
        if not (self.state.hidden or self.state.removed):
            self.run += data[dropped:]


def _decoded(data: bytes, encoding: str) -> str:
    """Code page 1252 with runs of high bytes is nearly always Chinese from a program that did not say so."""
    if encoding == "cp1252" and len(re.findall(rb"[\x81-\xfe][\x40-\xfe]", data)) >= 2:
        return encodings.decode(data).text
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return data.decode("gb18030", "replace")


def read_rtf(source: Source) -> Extract:
    data = base.read_bytes(source)
    start = data.find(b"{\\rtf")
    if start < 0:
        raise Unreadable(codes.DAMAGED, detail="{\\rtf is missing")
    text = to_text(data[start:])
    extract = Extract()
    if data.count(b"{", start) > data.count(b"}", start) + 1 and not data.rstrip(b"\0 \r\n").endswith(b"}"):
        extract.note(source, codes.TRUNCATED, detail="} is missing")
    lost = encodings.lost_marks(text)
    if lost:
        extract.note(source, codes.LOST_CHARACTERS, count=lost)
    extract.pages = base.parts(plain.capped(source, extract, text), engine=ENGINE)
    return extract


def to_text(data: bytes) -> str:
    document = _Document()
    position = 0
    while position < len(data):
        token = _TOKEN.match(data, position)
        if token is None:
            position += 1
            continue
        position = token.end()
        word, number, escaped, sign, brace, plain_bytes = token.groups()
        if word:
            position += _word(document, word, number)
        elif escaped:
            document.put_bytes(bytes((int(escaped, 16),)))
        elif sign:
            _sign(document, sign)
        elif brace:
            if not _brace(document, brace):
                break
        elif plain_bytes:
            _plain(document, plain_bytes)
    document.flush()
    # Characters beyond the first plane arrive as two halves.
    return "".join(document.out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _sign(document: _Document, sign: bytes) -> None:
    if sign == b"*":
        document.starred = True
    elif sign in _SIGNS:
        if document.skip:
            document.skip -= 1
        else:
            document.put(_SIGNS[sign])


def _plain(document: _Document, data: bytes) -> None:
    if document.state.table == "fonttbl":
        return
    document.put_bytes(data)


def _brace(document: _Document, brace: bytes) -> bool:
    """Enter or leave a group; False when the document itself has ended."""
    document.flush()
    document.skip = 0
    document.starred = False
    if brace == b"{":
        if len(document.stack) > _DEEPEST:
            raise Unreadable(codes.DAMAGED, detail=f"more than {_DEEPEST} nested groups")
        document.stack.append(document.state)
        return True
    if document.stack:
        document.state = document.stack.pop()
    return bool(document.stack)


def _word(document: _Document, word: bytes, number: bytes | None) -> int:
    """One control word; the answer is how many bytes of raw data follow it."""
    value = int(number) if number is not None else None
    starred, document.starred = document.starred, False
    if word == b"u" and value is not None:
        _unicode(document, value)
        return 0
    if word == b"bin":
        return max(value or 0, 0)
    if document.skip and word in _CHARACTERS:
        document.skip -= 1
        return 0
    if word in _CHARACTERS:
        document.put(_CHARACTERS[word])
        return 0
    _setting(document, word.decode("ascii"), value)
    name = word.decode("ascii")
    if name in _HIDDEN or (starred and name not in _SHOWN_STARRED):
        document.flush()
        document.state = replace(document.state, hidden=True, table=name)
    return 0


def _unicode(document: _Document, value: int) -> None:
    """The character, then so many substitutes to skip. Pairs of surrogates are joined when the text is cleaned."""
    code = value & 0xFFFF
    document.put("" if 0xF000 <= code <= 0xF0FF else chr(code))
    document.skip = document.state.substitutes


def _setting(document: _Document, name: str, value: int | None) -> None:
    if name == "ansicpg" and value:
        document.page = _PAGES.get(value, f"cp{value}")
    elif name == "mac":
        document.page = "mac_roman"
    elif name == "deff" and value is not None:
        document.default_font = value
    elif name in {"f", "af"} and value is not None:
        _font(document, name, value)
    elif name == "fcharset" and document.state.table == "fonttbl" and value is not None:
        document.fonts[document.current_font] = _CHARSETS.get(value, "")
    elif name == "uc" and value is not None:
        document.state = replace(document.state, substitutes=max(0, min(value, 16)))
    elif name == "plain":
        document.flush()
        document.state = replace(document.state, font=-1, removed=False)
    elif name == "deleted":
        document.flush()
        document.state = replace(document.state, removed=value != 0)


def _font(document: _Document, name: str, value: int) -> None:
    if document.state.table == "fonttbl":
        document.current_font = value
    elif name == "f":
        document.flush()
        document.state = replace(document.state, font=value)
