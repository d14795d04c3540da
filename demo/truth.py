"""What must be found after intake: each record's names, state, and a phrase that stands on one of its pages."""

import random
import re

from demo.files.delivery import FROM_PICTURE, UNREADABLE, file_names
from demo.files.pictures import sheets_of
from demo.files.plain import lines_of
from demo.flaws import Flaws
from demo.model import UNREVIEWED, Doc, FondsDraft, Record, RecordTruth
from demo.paper.page import Sheet

HAN = re.compile(r"[\u3400-\u9fff]{3,}")
LONGEST = 12


def truths_of(fonds: FondsDraft, flaws: Flaws) -> tuple[RecordTruth, ...]:
    hidden = [odd.record for odd in flaws.odd_rows if odd.record.quarantined]
    return tuple(_truth(fonds, record) for record in [*fonds.records, *hidden])


def _truth(fonds: FondsDraft, record: Record) -> RecordTruth:
    phrase, page = phrase_of(record)
    described = record.in_catalogue and fonds.catalogue != "none"
    source = "" if not phrase else ("image" if record.carrier in FROM_PICTURE else "text")
    return RecordTruth(
        code=record.code,
        title=record.title if described else "",
        year=record.date.year,
        opening=record.opening or UNREVIEWED,
        names=record.names_in_row if described else (),
        phrase=phrase,
        page=page,
        phrase_from=source,
        kind=record.carrier,
        files=tuple(file_names(fonds.layout, record)),
        quarantined=record.quarantined,
    )


def phrase_of(record: Record) -> tuple[str, int]:
    """A stretch of Chinese standing in one line, and its page; nothing for records that cannot be read."""
    if record.doc is None or record.carrier in UNREADABLE:
        return "", 0
    rng = random.Random(record.code)  # a choice of phrase, not a secret
    if record.carrier in FROM_PICTURE or record.carrier == "ofd":
        return _from_sheets(sheets_of(record.doc), rng)
    return _longest(_first_lines(record.doc)), 1


def _from_sheets(sheets: list[Sheet], rng: random.Random) -> tuple[str, int]:
    number = rng.randrange(len(sheets))
    sheet = sheets[number]
    free = [run.text for run in sheet.runs if run.ink != "red" and not _sealed(sheet, run.x, run.y, run.vertical)]
    phrase = _longest(rng.sample(free, len(free)))
    return (phrase, number + 1) if len(phrase) >= 3 or len(sheets) == 1 else _from_sheets(sheets[:1], rng)


def _sealed(sheet: Sheet, x: float, y: float, vertical: bool) -> bool:  # noqa: FBT001
    """Whether a seal may lie on the line that begins here."""
    for seal in sheet.seals:
        away = abs(x - seal.x) if vertical else abs(y - seal.y)
        if away < seal.radius + 90:
            return True
    return False


def _first_lines(doc: Doc) -> list[str]:
    """Lines that cannot be broken before their twentieth character in any of the text formats."""
    if doc.paragraphs:
        return [doc.paragraphs[0][:20]]
    if doc.form:
        return [cell.text[:8] for row in doc.form for cell in row if not cell.label]
    return [cell for row in (doc.table.rows if doc.table else ()) for cell in row if len(cell) < 5] or lines_of(doc)[:1]


def _longest(lines: list[str]) -> str:
    found = [match for line in lines for match in HAN.findall(line)]
    return max(found, key=lambda text: min(len(text), LONGEST), default="")[:LONGEST]
