"""What the archive put on the sheets afterwards: the red filing stamp, the numbering machine."""

from demo.model import Record
from demo.paper.page import Rule, Run, Sheet

BOX = (118, 62)


def mark(sheets: list[Sheet], record: Record) -> list[Sheet]:
    """Stamp the sheets of a record as its fonds was stamped; papers filed before computers were."""
    if record.date.year >= 1997 or not sheets:
        return sheets
    parts = record.code.split("-")
    if parts[1] == "WS·" + str(record.date.year):
        _filing_stamp(
            sheets[0], (parts[0], str(record.date.year), parts[-1], "办公室", record.retention, str(record.pages))
        )
    elif parts[-1].isdigit() and len(parts) > 3:
        first = (int(parts[-1]) - 1) * 3 + 1
        for number, sheet in enumerate(sheets, first):
            _machine_number(sheet, number)
    return sheets


def _filing_stamp(sheet: Sheet, cells: tuple[str, ...]) -> None:
    """全宗号 年度 件号 over 机构 保管期限 页数."""
    left, top = sheet.size[0] - 3 * BOX[0] - 130, 36
    for row in range(3):
        y = top + row * BOX[1]
        sheet.rules.append(Rule(left, y, left + 3 * BOX[0], y, 3, "red"))
    for column in range(4):
        x = left + column * BOX[0]
        sheet.rules.append(Rule(x, top, x, top + 2 * BOX[1], 3, "red"))
    for number, text in enumerate(cells):
        row, column = divmod(number, 3)
        width = sum(0.55 if char.isascii() else 1.0 for char in text) * 30
        x = left + column * BOX[0] + (BOX[0] - width) / 2
        sheet.runs.append(Run(text, x, top + row * BOX[1] + 14, 30, 31, "stamp", "red"))


def _machine_number(sheet: Sheet, number: int) -> None:
    sheet.runs.append(Run(f"{number:03d}", sheet.size[0] - 190, 62, 46, 52, "stamp", "black"))
