"""What stands beside the words a form prints, read as the place asks: dates, names, numbers, choices, with a score."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lantai.base.common.dates import Precision, parse_date
from lantai.holdings.catalogue.id_numbers import read_id_number
from lantai.holdings.catalogue.record_types import RecordType, plain_header
from lantai.holdings.entry.layout import ID_NUMBER, person_name, roles_of
from lantai.holdings.entry.proposing.chunks import Chunk, joined, rows_of
from lantai.holdings.entry.proposing.printed_forms import PrintedForm
from lantai.holdings.entry.values import choice_of

OTHER = ""
"""The target of a printed word nothing asks for."""
_SEX = {"男": "male", "女": "female"}
_SAYING = re.compile(r"[\w]")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A value for one place, with the pieces of the page it was read from."""

    name: str
    value: str
    score: float
    chunks: tuple[Chunk, ...]
    row: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """A printed word on the page. `rest`: what follows it in the same piece (姓名：张三)."""

    target: str
    chunk: Chunk
    score: float
    rest: Chunk | None = None


class Reader:
    """One page read by one printed form: the words found on it, and the pieces that are none of them."""

    def __init__(self, form: PrintedForm, kind: RecordType, chunks: Sequence[Chunk]) -> None:
        self.form, self.kind, self.chunks = form, kind, list(chunks)
        self.rows = rows_of(self.chunks)

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Printed word in plain form → target: a field's code, `person.birth`, or nothing."""
        found = {plain_header(word): OTHER for word in self.form.others}
        for asked in self.kind.fields:
            found |= {plain_header(word): asked.code for word in asked.headers}
        for target, words in self.form.labels.items():
            found |= {plain_header(word): target for word in words}
        return found

    @cached_property
    def is_titled(self) -> bool:
        """Whether the form's title stands on the page."""
        text = "".join(plain_header(chunk.text) for chunk in self.chunks)
        return any(plain_header(title) in text for title in self.form.titles)

    @cached_property
    def fits(self) -> float:
        """How sure it is that the page is this form: its title stands on it, or many of its words do."""
        if self.is_titled:
            return 1.0
        known = len({label.target for label in self.labels} - {OTHER})
        return 0.85 if known >= 4 else 0.6 if known >= 3 else 0.0

    @cached_property
    def labels(self) -> list[Label]:
        """Every printed word on the page, top to bottom."""
        return [label for row in self.rows for label in self._labels_in(row)]

    def _labels_in(self, row: Sequence[Chunk]) -> list[Label]:
        """Words may be spaced out over their cell (姓　　名): neighbours are joined where they make a word."""
        found, n = [], 0
        while n < len(row):
            taken = next((size for size in (4, 3, 2) if n + size <= len(row) and self._is_word(row[n : n + size])), 1)
            if label := self._label(joined(row[n : n + taken])):
                found.append(label)
            n += taken
        return found

    def _is_word(self, chunks: Sequence[Chunk]) -> bool:
        return all(len(chunk.text) < 3 for chunk in chunks) and plain_header(joined(chunks).text) in self.words

    def _label(self, chunk: Chunk) -> Label | None:
        plain = plain_header(chunk.text)
        if plain in self.words:
            return Label(self.words[plain], chunk, 1.0)
        head, colon, rest = re.sub(r"\s", "", unicodedata.normalize("NFKC", chunk.text)).partition(":")
        if colon and rest and plain_header(head) in self.words:
            share = len(head) / (len(head) + len(rest) + 1)
            x, y, width, height = chunk.box
            after = Chunk(rest, (x + round(width * share), y, width - round(width * share), height), chunk.score)
            return Label(self.words[plain_header(head)], chunk, 0.95, after)
        near = [word for word in self.words if len(word) == len(plain) >= 4 and _one_off(word, plain)]
        return Label(self.words[near[0]], chunk, 0.8) if len(near) == 1 else None

    def is_label(self, chunk: Chunk) -> bool:
        """Whether a piece is a printed word, or part of one."""
        return any(_within(chunk, label.chunk) for label in self.labels)

    def found(
        self, target: str, chunks: Sequence[Chunk], *, label: float, role: str = "", place: int = 0
    ) -> Found | None:
        """The pieces as a value of this target. Nothing when they say nothing."""
        if target == OTHER or not chunks or not self.fits:
            return None
        if target.startswith("person."):
            name = person_name(role or roles_of(self.kind)[0][0], place, target.removeprefix("person."))
            kind = {"birth": "date", ID_NUMBER: ID_NUMBER, "sex": "sex", "name": "name"}.get(target[7:], "text")
        else:
            name = f"f.{target}"
            kind = next(each.kind for each in self.kind.fields if each.code == target)
        whole = joined(chunks)
        value, shape = self._shaped(kind, target, whole.text)
        if not value:
            return None
        return Found(name, value, self.fits * label * whole.score * shape, tuple(chunks), place)

    def _shaped(self, kind: str, target: str, text: str) -> tuple[str, float]:
        text = " ".join(text.strip(" :：|_—-").split())
        match kind:
            case "name":
                return _name(text)
            case "date":
                return _date(text)
            case "sex":
                word = next((sex for sign, sex in _SEX.items() if text == sign), "")
                return word, 1.0 if word else 0.0
            case "id_number":
                return _number(text)
            case "choice":
                return self._choice(target, text)
            case "number":
                digits = unicodedata.normalize("NFKC", text)
                return (digits, 1.0) if re.fullmatch(r"\d{1,6}", digits) else ("", 0.0)
        return text, 0.95 if len(_SAYING.findall(text)) > 1 else 0.3

    def _choice(self, target: str, text: str) -> tuple[str, float]:
        asked = next(each for each in self.kind.fields if each.code == target)
        if (code := choice_of(asked, text)) in asked.choices:
            return code, 1.0
        inside = [code for code, labels in asked.choices.items() if labels["zh"] in text]
        return (inside[0], 0.9) if len(inside) == 1 else ("", 0.0)


def _name(text: str) -> tuple[str, float]:
    bare = re.sub(r"\s", "", text)
    if not _HAN.fullmatch(bare):
        return (bare, 0.3) if bare else ("", 0.0)
    return bare, 1.0 if 2 <= len(bare) <= 4 else 0.5


def _date(text: str) -> tuple[str, float]:
    bare = re.sub(r"(?<=\D)\s+|\s+(?=\D)", "", text)
    date = parse_date(bare)
    if date.problem or date.precision == Precision.UNKNOWN:
        return bare, 0.25
    return bare, 1.0 if date.precision == Precision.DAY else 0.9 if date.precision == Precision.MONTH else 0.6


def _number(text: str) -> tuple[str, float]:
    number = read_id_number(text)
    if number is None:
        return "", 0.0
    return number.text, {"": 1.0, "region": 0.95, "checksum": 0.5, "date": 0.3}.get(number.problem, 0.2)


def _one_off(a: str, b: str) -> bool:
    """One character read wrongly."""
    return sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _within(chunk: Chunk, whole: Chunk) -> bool:
    return (
        whole.left <= chunk.left
        and chunk.right <= whole.right
        and whole.top <= chunk.top
        and chunk.bottom <= whole.bottom
    )
