"""Mail as a file: who wrote to whom, when and about what, the body, and the text of what was attached."""

from __future__ import annotations

import email
import email.header
import email.message
import email.policy
import email.utils
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from lantai.engines.formats import encodings
from lantai.engines.formats.model import FileReading, Line, PageReading
from lantai.engines.formats.readers import base, html
from lantai.engines.formats.readers.base import Extract, Source

ENGINE = "lantai mail 1"
_HEADERS = ("Subject", "From", "To", "Cc", "Date")
_MOST_ATTACHMENTS = 200

Message = email.message.Message
Opener = Callable[[Path, Source], FileReading]


def read_mail(source: Source, opened: Opener) -> Extract:
    """The message first, then the parts of each attachment under its name. `opened` reads an attachment."""
    data = base.read_bytes(source)
    extract = Extract()
    for message in _messages(source, data):
        extract.pages += base.parts(_text(message), engine=ENGINE)
        if source.limits.depth > 0:
            _attachments(source, extract, message, opened)
    extract.pages = base.renumbered(extract.pages)
    return extract


def body_text(data: bytes) -> str:
    """Only the body of a message, for web archives (MHTML) embedded in other documents."""
    return "\n".join(_bodies(email.message_from_bytes(data, policy=email.policy.compat32)))


def _messages(source: Source, data: bytes) -> Iterator[Message]:
    if source.identity.mime == "application/mbox":
        for piece in re.split(rb"(?m)^From [^\n]*\n", data):
            if piece.strip():
                yield email.message_from_bytes(piece, policy=email.policy.compat32)
    else:
        # Apple's emlx puts the length in bytes on a line of its own before the message.
        data = re.sub(rb"\A\d{1,12}\s*\n", b"", data)
        yield email.message_from_bytes(data, policy=email.policy.compat32)


def _text(message: Message) -> str:
    head = [f"{name}: {header(message.get(name))}" for name in _HEADERS if message.get(name)]
    names = [name for name, _ in _attached(message)]
    listed = [f"Attachments: {', '.join(names)}"] if names else []
    return "\n".join([*head, *listed, "", *_bodies(message)])


def header(value: object) -> str:
    """A header with its encoded words decoded, also where the sender put raw GBK bytes into it."""
    pieces = []
    whole = value if isinstance(value, email.header.Header) else re.sub(r"[\r\n]+", " ", str(value))
    for data, charset in email.header.decode_header(whole):
        raw = data.encode("latin-1", "replace") if isinstance(data, str) and charset else data
        if isinstance(raw, str):
            raw = raw.encode("utf-8", "surrogateescape")
        pieces.append(encodings.decode(raw, declared=charset).text if raw else "")
    return base.tidy_inline("".join(pieces))


def _bodies(message: Message) -> Iterator[str]:
    """Text parts that are not attachments; HTML only where there is no plain text beside it."""
    parts = [part for part in message.walk() if not part.is_multipart() and _name(part) is None]
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    for part in plain or [part for part in parts if part.get_content_type() == "text/html"]:
        text = encodings.decode(_payload(part), declared=_charset(part)).text
        yield html.to_text(text) if part.get_content_type() == "text/html" else text


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Message) -> str | None:
    charset = part.get_param("charset")
    return charset if isinstance(charset, str) else None


def _name(part: Message) -> str | None:
    """The file name of an attachment, decoded; None for a part that is the body."""
    name = part.get_filename()
    if name is None:
        attached = str(part.get("Content-Disposition", "")).lower().startswith("attachment")
        return "attachment" if attached else None
    return header(name) or "attachment"


def _attached(message: Message) -> list[tuple[str, Message]]:
    found = [(_name(part), part) for part in message.walk() if not part.is_multipart()]
    return [(name, part) for name, part in found if name is not None][:_MOST_ATTACHMENTS]


def _attachments(source: Source, extract: Extract, message: Message, opened: Opener) -> None:
    with TemporaryDirectory() as folder:
        for name, part in _attached(message):
            data = _payload(part)
            if not data:
                continue
            path = Path(folder) / f"attachment{Path(name).suffix[:12] if Path(name).suffix.isascii() else ''}"
            path.write_bytes(data)
            reading = opened(path, source)
            extract.pages += [_titled(page, name) for page in reading.pages if page.lines]
            extract.notes += list(reading.findings)


def _titled(page: PageReading, name: str) -> PageReading:
    """A part of an attachment under its name. It has no page image of its own: the file is inside the message."""
    lines = [Line(f"[{name}]"), *(Line(line.text, score=line.score) for line in page.lines)]
    return base.part(page.number, lines, engine=page.engine)
