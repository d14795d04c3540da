"""Two archives that share one installation, records in every opening state, and who may see which: written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter
from django.db import transaction
from PIL import Image, ImageDraw

from lantai.base.accounts.access import OPERATOR, Role, Scope, actor_of
from lantai.base.accounts.actions import found_institution
from lantai.base.accounts.models import Institution, User
from lantai.engines.formats.model import Line, PageReading, TextSource
from lantai.engines.search.indexing import drain_all
from lantai.holdings.accessions.actions import begin_transfer, carry_out
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.catalogue.actions import found_fonds
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.actions import enter_recognition
from lantai.holdings.fulltext.models import Page
from lantai.holdings.preservation.models import StoredFile
from tests.support.world import add_person, places_below

HEADINGS = ["档号", "题名", "责任者", "文号", "日期", "保管期限", "备注", "开放状态", "男方"]
STATES = {"open": "开放", "restricted": "控制", "deferred": "延期开放", "unreviewed": ""}
RARE = "琥璟瓅瓛璧瑅琇瑀璐瑢"
ARCHIVES = {"LT01": "0001", "LT02": "0002"}
SIZE = (2100, 2970)


@dataclass(frozen=True)
class Secrets:
    """The words of one record, each of which stands in this record only and in one place only."""

    number: int

    @property
    def title(self) -> str:
        return f"Zhengti{self.number:02d}q 的通知"

    @property
    def creator(self) -> str:
        return f"Zeren{self.number:02d}q 单位"

    @property
    def note(self) -> str:
        return f"Beizhu{self.number:02d}q"

    @property
    def summary(self) -> str:
        """Its scope and content: a further element, which is public with the record."""
        return f"Tiyao{self.number:02d}q"

    @property
    def document_number(self) -> str:
        return f"云密字〔1978〕9{self.number:02d}7号"

    @property
    def person(self) -> str:
        return f"司徒{RARE[self.number]}"

    @property
    def scanned(self) -> str:
        return f"Saomiao{self.number:02d}q"

    @property
    def typed(self) -> str:
        return f"Dazi{self.number:02d}q"

    @property
    def file(self) -> str:
        return f"7359{self.number:02d}184"

    def words(self) -> tuple[str, ...]:
        """What must not be read anywhere by who may not see the record."""
        return (
            self.title.partition(" ")[0],
            self.creator.partition(" ")[0],
            self.note,
            self.summary,
            self.document_number,
            self.person,
            self.scanned,
            self.typed,
            self.file,
        )


@dataclass
class ScopedArchive:
    """Records by number; `home` and `state` say of each whose it is and whether it is open."""

    records: dict[int, Record] = field(default_factory=dict)
    home: dict[int, str] = field(default_factory=dict)
    state: dict[int, str] = field(default_factory=dict)
    people: dict[str, User | None] = field(default_factory=dict)
    transfers: dict[str, Transfer] = field(default_factory=dict)
    _secrets: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def visible(self, person: str) -> set[int]:
        """The rule, said a second time and apart from the code: open to all, the rest to the house's own readers."""
        if person == "operator":
            return set(self.records)
        house = HOUSES.get(person)
        return {n for n in self.records if self.state[n] == "open" or self.home[n] == house}

    def hidden(self, person: str) -> set[int]:
        return set(self.records) - self.visible(person)

    def scope(self, person: str) -> Scope:
        if person == "operator":
            return OPERATOR.scope()
        user = self.people[person]
        return actor_of(user).scope() if user else Scope(everything=False, institutions=frozenset())

    def numbers(self, ulids: set[str]) -> set[int]:
        """Which records these identifiers are."""
        return {number for number, record in self.records.items() if record.ulid in ulids}

    def files(self, number: int) -> list[StoredFile]:
        return list(StoredFile.objects.filter(stored__record=self.records[number]))

    def secrets(self, number: int) -> tuple[str, ...]:
        """Words, code and identifiers: nothing of these may come out. They stay, so they are asked for once."""
        if number not in self._secrets:
            record, files = self.records[number], self.files(number)
            self._secrets[number] = (*Secrets(number).words(), record.code, record.ulid, *(each.ulid for each in files))
        return self._secrets[number]


HOUSES = {"archivist of A": "LT01", "proofreader of A": "LT01", "store keeper of A": "LT01", "archivist of B": "LT02"}
"""Who may read what is not opened, and of which house."""
PEOPLE = ("anonymous", *HOUSES, "unit officer of A", "administrator", "officer", "auditor")


@contextmanager
def standing_archive(folder: Path, *, backend: str) -> Iterator[ScopedArchive]:
    """The archive for a whole module: each test changes it inside a savepoint of its own; at the end it is gone."""
    with places_below(folder, backend=backend), transaction.atomic():
        yield build_archive(folder / "packages")
        transaction.set_rollback(True)


def build_archive(folder: Path) -> ScopedArchive:
    """Four records a house, one in each state, each with a scan and a typed page; through intake like everything."""
    archive = ScopedArchive()
    houses = {code: found_institution(actor=OPERATOR, code=code, name=f"{code} 档案馆") for code in ARCHIVES}
    for house, fonds in ARCHIVES.items():
        _take_in(archive, houses[house], fonds, folder)
    _bind_volume(archive)
    roles = {
        "archivist of A": ("LT01", Role.ARCHIVIST),
        "proofreader of A": ("LT01", Role.PROOFREADER),
        "store keeper of A": ("LT01", Role.STORE_KEEPER),
        "archivist of B": ("LT02", Role.ARCHIVIST),
        "unit officer of A": ("LT01", Role.UNIT_OFFICER),
        "administrator": ("LT01", Role.SYSTEM_ADMINISTRATOR),
        "officer": ("LT01", Role.SECURITY_OFFICER),
        "auditor": ("LT01", Role.AUDITOR),
    }
    archive.people = {name: add_person(name, houses[house], role) for name, (house, role) in roles.items()}
    archive.people["anonymous"] = None
    drain_all()
    return archive


def _bind_volume(archive: ScopedArchive) -> None:
    """An open item of an unopened volume, and an unopened item of an open one."""
    opened, closed = ([n for n in archive.records if archive.home[n] == "LT01"][i] for i in (0, 1))
    elsewhere_open, elsewhere_closed = ([n for n in archive.records if archive.home[n] == "LT02"][i] for i in (0, 1))
    for child, parent in ((opened, closed), (elsewhere_closed, elsewhere_open)):
        Record.objects.filter(pk=archive.records[child].pk).update(parent=archive.records[parent])


def _take_in(archive: ScopedArchive, house: Institution, code: str, folder: Path) -> None:
    numbers = {len(archive.records) + i: state for i, state in enumerate(STATES)}
    codes = {number: f"{code}-WS·1978-Y-BGS-{1000 + number}" for number in numbers}
    source = _package(folder / house.code, numbers, codes)
    fonds = found_fonds(actor=OPERATOR, institution=house, code=code, title=f"{house.code} 人民政府办公室")
    transfer = begin_transfer(actor=OPERATOR, fonds=fonds, source=source)
    archive.transfers[house.code] = carry_out(actor=OPERATOR, transfer=transfer)
    for number, state in numbers.items():
        Record.objects.filter(code=codes[number]).update(elements={"scope": f"{Secrets(number).summary} 经过"})
        record = Record.objects.get(code=codes[number])
        assert record.opening_state == state
        archive.records[number], archive.home[number], archive.state[number] = record, house.code, state
        _recognise(record, Secrets(number).scanned)


def _package(folder: Path, numbers: dict[int, str], codes: dict[int, str]) -> Path:
    folder.mkdir(parents=True)
    book = xlsxwriter.Workbook(str(folder / "目录.xlsx"))
    sheet = book.add_worksheet("目录")
    sheet.write_row(0, 0, HEADINGS)
    for row, (number, state) in enumerate(numbers.items(), start=1):
        said = Secrets(number)
        cells = [codes[number], said.title, said.creator, said.document_number, f"1978{number + 1:02d}05", "永久"]
        sheet.write_row(row, 0, [*cells, said.note, STATES[state], said.person])
        place = folder / codes[number]
        place.mkdir()
        image = Image.new("L", SIZE, 255)
        ImageDraw.Draw(image).rectangle((400, 600 + 10 * number, 1700, 700), fill=0)
        image.save(place / f"{said.file}1.png")
        (place / f"{said.file}2.txt").write_text(f"各公社：\n{said.typed} 执行。\n", encoding="utf-8")
    book.close()
    return folder


def _recognise(record: Record, words: str) -> None:
    """What recognition would read on the scan, with a box a character."""
    page = Page.objects.get(record=record, state=Page.State.WAITING)
    boxes = tuple((400 + 60 * i, 600, 60, 80) for i in range(len(words)))
    reading = PageReading(page.number, *SIZE, (Line(words, boxes, 0.99),), TextSource.OCR, "rapidocr 3.10.0")
    assert enter_recognition(page=page, reading=reading)
