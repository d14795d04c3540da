"""What is on a sheet of paper: runs of characters, rules and seals, at 200 dots an inch. Nothing is drawn here."""

from dataclasses import dataclass, field

DPI = 200
A4 = (1654, 2339)
SIXTEENMO = (1448, 2048)


@dataclass(frozen=True)
class Run:
    """Characters set one after another from (x, y), the first one's corner; `pitch` is a full-width step."""

    text: str
    x: float
    y: float
    size: int
    pitch: float
    hand: str = "print"
    ink: str = "black"
    bold: bool = False
    vertical: bool = False


@dataclass(frozen=True)
class Rule:
    """A ruled line."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: int = 2
    ink: str = "black"


@dataclass(frozen=True)
class Seal:
    """A stamp: round with a star, or square with characters."""

    x: float
    y: float
    text: str
    shape: str = "round"
    radius: int = 165


@dataclass
class Sheet:
    """One page; `medium` decides ink, paper and damage."""

    size: tuple[int, int]
    medium: str
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The text of the page, a run a line, in the order it was laid out."""
        return [run.text for run in self.runs]


# Characters that may not begin a line; they hang at the end of the line before.
NO_START = set("，。、；：！？）》〕」』”…")
NO_END = set("（《〔「『“")


def advance(char: str) -> float:
    return 0.5 if ord(char) < 0x2000 and char not in "·“”‘’—" else 1.0


def width_of(text: str) -> float:
    return sum(advance(char) for char in text)


def _fits(line: str, char: str, used: float, limit: float) -> bool:
    if used + advance(char) <= limit:
        # A digit run is not torn apart when it would end at the edge.
        return True
    return char in NO_START and used + advance(char) <= limit + 1


def wrap(text: str, limit: float) -> list[str]:
    """Break a paragraph into lines of `limit` full-width characters, keeping the rules of Chinese line ends."""
    lines: list[str] = []
    line, used = "", 0.0
    for char in text:
        if not _fits(line, char, used, limit):
            carry = ""
            while line and (line[-1] in NO_END or (advance(char) < 1 and advance(line[-1]) < 1 and len(carry) < 6)):
                carry, line = line[-1] + carry, line[:-1]
            lines.append(line)
            line, used = carry, width_of(carry)
        line += char
        used += advance(char)
    return [*lines, line] if line.strip() or not lines else lines
