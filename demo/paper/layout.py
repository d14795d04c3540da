"""Sets a horizontal document on pages: red-headed papers, typed notices, letters, forms and lists."""

from dataclasses import dataclass

from demo.model import Cell, Doc, Table
from demo.paper.page import A4, SIXTEENMO, Rule, Run, Seal, Sheet, width_of, wrap


@dataclass(frozen=True)
class Look:
    """Measures of one way of making documents: page, margins, character size and line height in dots."""

    page: tuple[int, int]
    margin: tuple[int, int, int]  # left and right, top, bottom
    size: int
    pitch: float
    leading: int
    hand: str
    fill: str
    title: int


LOOKS = {
    "print": Look(A4, (215, 290, 240), 42, 43.5, 76, "print", "pen", 58),
    "laser": Look(A4, (215, 290, 240), 42, 43.5, 78, "print", "print", 58),
    "typed": Look(SIXTEENMO, (165, 190, 190), 35, 37.2, 66, "typed", "pen", 44),
    "mimeograph": Look(SIXTEENMO, (150, 170, 170), 36, 38.2, 64, "stencil", "stencil", 48),
    "hand": Look(SIXTEENMO, (160, 200, 190), 40, 43, 70, "pen", "pen", 50),
}


class Setter:
    """Puts blocks one under another and begins a new sheet when the last is full."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.look = LOOKS[doc.medium]
        width, height = self.look.page
        self.size = (height, width) if doc.landscape else (width, height)
        self.sheets: list[Sheet] = []
        self.y = 0.0
        self.new_sheet()

    @property
    def left(self) -> int:
        return self.look.margin[0]

    @property
    def room(self) -> float:
        return self.size[0] - 2 * self.left

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def new_sheet(self) -> None:
        self.sheets.append(Sheet(self.size, self.doc.medium))
        self.y = float(self.look.margin[1])

    def need(self, height: float) -> None:
        if self.y + height > self.size[1] - self.look.margin[2]:
            self.new_sheet()

    def put(self, text: str, x: float, **how: object) -> None:
        size = int(how.pop("size", self.look.size))  # type: ignore[call-overload]
        pitch = float(how.pop("pitch", self.look.pitch * size / self.look.size))  # type: ignore[arg-type]
        hand = str(how.pop("hand", self.look.hand))
        self.sheet.runs.append(Run(text, x, self.y, size, pitch, hand, **how))  # type: ignore[arg-type]

    def centred(self, text: str, size: int, **how: object) -> None:
        """A heading in the middle, over as many lines as it needs."""
        pitch = self.look.pitch * size / self.look.size
        lines = wrap(text, (self.room - 2 * pitch) // pitch)
        for line in _even(text, lines):
            self.need(size * 1.6)
            self.put(line, (self.size[0] - width_of(line) * pitch) / 2, size=size, **how)
            self.y += size * 1.55

    def paragraph(self, text: str, *, indent: bool = True) -> None:
        for line in wrap(("　　" if indent else "") + text, self.room // self.look.pitch):
            self.need(self.look.leading)
            bare = line.lstrip("　")
            self.put(bare, self.left + (len(line) - len(bare)) * self.look.pitch)
            self.y += self.look.leading

    def right(self, text: str, *, from_right: float = 2) -> None:
        self.need(self.look.leading)
        self.put(text, self.size[0] - self.left - (width_of(text) + from_right) * self.look.pitch)
        self.y += self.look.leading


def _even(text: str, lines: list[str]) -> list[str]:
    """A heading on two lines looks right when the lines are of similar length."""
    return lines if len(lines) < 2 else wrap(text, int(width_of(text) / len(lines)) + 2)


def set_pages(doc: Doc) -> list[Sheet]:
    """The sheets of a horizontal document."""
    setter = Setter(doc)
    _head(setter, doc)
    for text in doc.paragraphs:
        setter.paragraph(text)
    if doc.form:
        _form(setter, doc.form)
    if doc.table:
        _table(setter, doc.table)
    _sign(setter, doc)
    _foot(setter, doc)
    return setter.sheets


def _head(setter: Setter, doc: Doc) -> None:
    if doc.masthead:
        _masthead(setter, doc)
    elif doc.number:
        setter.right(doc.number, from_right=0)
    setter.centred(doc.title, setter.look.title, bold=doc.medium in {"print", "laser"})
    if doc.subtitle:
        setter.centred(doc.subtitle, setter.look.size)
    setter.y += setter.look.leading * 0.4
    if doc.addressee:
        setter.paragraph(doc.addressee, indent=False)


def _masthead(setter: Setter, doc: Doc) -> None:
    """The red head: the body's name spread over the width, the number, and a red rule."""
    size = min(96, int(setter.room / (len(doc.masthead) * 1.12)))
    pitch = min(setter.room / len(doc.masthead), size * 1.5)
    setter.put(
        doc.masthead, (setter.size[0] - pitch * len(doc.masthead)) / 2, size=size, pitch=pitch, ink="red", bold=True
    )
    setter.y += size * 1.9
    if doc.number:
        setter.centred(doc.number, setter.look.size)
    setter.sheet.rules.append(Rule(setter.left, setter.y, setter.size[0] - setter.left, setter.y, 6, "red"))
    setter.y += setter.look.leading


def _sign(setter: Setter, doc: Doc) -> None:
    if not (doc.signer or doc.date):
        return
    setter.y += setter.look.leading * 0.7
    setter.need(setter.look.leading * 3.2)
    top = setter.y
    for text, inset in ((doc.signer, 2.0), (doc.date, 2.5)):
        if text:
            setter.right(text, from_right=inset)
    if doc.seal:
        x = setter.size[0] - setter.left - (width_of(doc.date or doc.signer) / 2 + 2.5) * setter.look.pitch
        setter.sheet.seals.append(Seal(x, top + setter.look.leading * 0.9, doc.seal))


def _foot(setter: Setter, doc: Doc) -> None:
    if doc.copies:
        setter.y = max(setter.y + 40, setter.size[1] - setter.look.margin[2] - setter.look.leading * 2.4)
        setter.need(setter.look.leading * 2)
        for line in wrap(doc.copies, setter.room // setter.look.pitch):
            setter.sheet.rules.append(Rule(setter.left, setter.y - 12, setter.size[0] - setter.left, setter.y - 12))
            setter.put(line, setter.left + 10)
            setter.y += setter.look.leading
        setter.sheet.rules.append(Rule(setter.left, setter.y - 8, setter.size[0] - setter.left, setter.y - 8))
    if len(setter.sheets) > 1:
        for number, sheet in enumerate(setter.sheets, 1):
            x = setter.size[0] / 2 - setter.look.pitch
            y = setter.size[1] - setter.look.margin[2] + 70
            sheet.runs.append(Run(f"-{number}-", x, y, 32, 34, setter.look.hand))


def _form(setter: Setter, rows: tuple[tuple[Cell, ...], ...]) -> None:
    pitch = setter.look.pitch * 0.92
    size = int(setter.look.size * 0.92)
    left, right = setter.left - 20, setter.size[0] - setter.left + 20
    setter.sheet.rules.append(Rule(left, setter.y, right, setter.y, 3))
    for row in rows:
        unit = (right - left) / sum(cell.span for cell in row)
        wrapped = [wrap(cell.text, max(1, (cell.span * unit - 24) // pitch)) for cell in row]
        deep = max(max(len(lines), cell.lines) for lines, cell in zip(wrapped, row, strict=True))
        height = deep * size * 1.35 + 34
        x: float = left
        for cell, lines in zip(row, wrapped, strict=True):
            setter.sheet.rules.append(Rule(x, setter.y, x, setter.y + height))
            _cell(setter, cell, lines, (x, cell.span * unit, height))
            x += cell.span * unit
        setter.sheet.rules.append(Rule(right, setter.y, right, setter.y + height))
        setter.y += height
        setter.sheet.rules.append(Rule(left, setter.y, right, setter.y))
    setter.y += setter.look.leading * 0.5


def _cell(setter: Setter, cell: Cell, lines: list[str], box: tuple[float, float, float]) -> None:
    x, width, height = box
    size = int(setter.look.size * 0.92)
    pitch = setter.look.pitch * 0.92
    hand, ink = (setter.look.hand, "black") if cell.label else (setter.look.fill, _ink(setter.doc.medium))
    top = setter.y + (height - len(lines) * size * 1.35) / 2 + 4
    for number, line in enumerate(lines):
        long = width_of(line) * pitch
        start = x + (width - long) / 2 if cell.label or cell.span < 3 else x + 18
        setter.sheet.runs.append(Run(line, start, top + number * size * 1.35, size, pitch, hand, ink))


def _ink(medium: str) -> str:
    return "black" if medium in {"mimeograph", "laser"} else "blue"


def _table(setter: Setter, table: Table) -> None:
    size = int(setter.look.size * 0.9)
    pitch = setter.look.pitch * 0.9
    unit = min((setter.room + 40) / sum(table.widths), pitch * 1.6)
    left = (setter.size[0] - unit * sum(table.widths)) / 2
    edges = [left]
    for width in table.widths:
        edges.append(edges[-1] + width * unit)
    _row(setter, table.header, edges, (size, pitch, setter.look.hand, "black"))
    fill = (size, pitch, setter.look.fill, _ink(setter.doc.medium))
    for row in table.rows:
        if setter.y + size * 1.9 > setter.size[1] - setter.look.margin[2]:
            setter.new_sheet()
            _row(setter, table.header, edges, (size, pitch, setter.look.hand, "black"))
        _row(setter, row, edges, fill)
    setter.y += setter.look.leading * 0.4


def _row(setter: Setter, cells: tuple[str, ...], edges: list[float], how: tuple[int, float, str, str]) -> None:
    size, pitch, hand, ink = how
    wrapped = [wrap(t, max(1, (b - a - 10) // pitch)) for t, a, b in zip(cells, edges, edges[1:], strict=False)]
    height = max(len(lines) for lines in wrapped) * size * 1.25 + size * 0.65
    setter.sheet.rules.append(Rule(edges[0], setter.y, edges[-1], setter.y))
    for x in edges:
        setter.sheet.rules.append(Rule(x, setter.y, x, setter.y + height))
    for lines, x, end in zip(wrapped, edges, edges[1:], strict=False):
        top = setter.y + (height - len(lines) * size * 1.25) / 2 + 2
        for number, line in enumerate(lines):
            start = x + max(6.0, (end - x - width_of(line) * pitch) / 2)
            setter.sheet.runs.append(Run(line, start, top + number * size * 1.25, size, pitch, hand, ink))
    setter.y += height
    setter.sheet.rules.append(Rule(edges[0], setter.y, edges[-1], setter.y))
