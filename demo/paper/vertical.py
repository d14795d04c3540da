"""Sets documents in columns from the right: letters and orders of the republic, and land deeds of 1951."""

from demo.model import Doc
from demo.paper.page import SIXTEENMO, Rule, Run, Seal, Sheet, wrap

SIZE, PITCH, COLUMN = 44, 50, 78
MARGIN, TOP = 170, 190


def _vertical_wrap(text: str, limit: int) -> list[str]:
    return wrap(text, limit)


def set_columns(doc: Doc) -> list[Sheet]:
    """The sheets of a vertical document; a deed has a frame and narrower leading, a letter has red column rules."""
    width, height = (SIXTEENMO[1], SIXTEENMO[0])
    limit = (height - TOP * 2) // PITCH
    columns = _columns(doc, limit)
    per_sheet = (width - 2 * MARGIN) // COLUMN
    sheets = []
    for start in range(0, len(columns), per_sheet):
        sheet = Sheet((width, height), doc.medium)
        for number, (text, drop, big, hand) in enumerate(columns[start : start + per_sheet]):
            x = width - MARGIN - (number + 1) * COLUMN + (COLUMN - SIZE) / 2
            size, pitch = (56, 66) if big else (SIZE, PITCH)
            sheet.runs.append(Run(text, x - (size - SIZE) / 2, TOP + drop * PITCH, size, pitch, hand, vertical=True))
        _frame(sheet, doc, per_sheet)
        sheets.append(sheet)
    if doc.seal:
        place = sheets[-1].runs[-1]
        sheets[-1].seals.append(Seal(place.x + 20, TOP + PITCH * 9, doc.seal, "square", 118))
    return sheets


def _columns(doc: Doc, limit: int) -> list[tuple[str, float, bool, str]]:
    """(text, how far it is dropped, whether it is a heading, hand) for each column, rightmost first."""
    hand = "deed" if doc.medium == "deed" else "brush"
    columns: list[tuple[str, float, bool, str]] = [(doc.title, 2, True, hand)]
    if doc.number:
        columns.append((doc.number, 8, False, hand))
    if doc.addressee:
        columns.append((doc.addressee, 0, False, hand))
    for text in doc.paragraphs:
        lines = _vertical_wrap(text, limit - 1)
        columns += [(line, 1 if index == 0 else 0, False, hand) for index, line in enumerate(lines)]
    for row in doc.table.rows if doc.table else ():
        text = "　".join(row)
        columns.append((text, 1, False, "pen" if doc.medium == "deed" else hand))
    if doc.signer:
        columns.append((doc.signer, max(0, limit - len(doc.signer) - 4), False, hand))
    if doc.date:
        columns.append((doc.date, 3, False, hand))
    return columns


def _frame(sheet: Sheet, doc: Doc, count: int) -> None:
    width, height = sheet.size
    left, right = width - MARGIN - count * COLUMN, width - MARGIN
    top, bottom = TOP - 40, height - TOP + 40
    ink = "black" if doc.medium == "deed" else "red"
    sheet.rules += [
        Rule(left, top, right, top, 5, ink),
        Rule(left, bottom, right, bottom, 5, ink),
        Rule(left, top, left, bottom, 5, ink),
        Rule(right, top, right, bottom, 5, ink),
    ]
    step = 1 if doc.medium != "deed" else 0
    if step:
        xs = [left + COLUMN * number for number in range(1, count)]
        sheet.rules += [Rule(x, top, x, bottom, 1, ink) for x in xs]
    else:
        sheet.rules += [
            Rule(left - 16, top - 16, right + 16, top - 16, 2, ink),
            Rule(left - 16, bottom + 16, right + 16, bottom + 16, 2, ink),
            Rule(left - 16, top - 16, left - 16, bottom + 16, 2, ink),
            Rule(right + 16, top - 16, right + 16, bottom + 16, 2, ink),
        ]
