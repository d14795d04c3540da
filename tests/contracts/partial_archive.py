"""An archive of two houses with a record for each decision and kind of file, and the words each reader must not get."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import xlsxwriter
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from PIL import Image, ImageDraw

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.actions import found_institution
from lantai.base.accounts.models import Institution, User
from lantai.base.common.rows import insert_rows
from lantai.engines.formats.model import Line, PageReading, TextSource
from lantai.engines.formats.tests import samples
from lantai.engines.search.indexing import drain_all
from lantai.holdings.accessions.actions import begin_transfer, carry_out
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.catalogue.actions import found_fonds
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.fulltext.actions import enter_recognition
from lantai.holdings.fulltext.models import Page, PublicCopy
from lantai.holdings.fulltext.public_copy import make_copy
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.withholding.actions import WithheldPassage, withhold
from lantai.services.federation.offer import offer
from lantai.services.federation.telling import bring_up_to_date
from lantai.services.opening.models import Notice, NoticeRecord, ReviewBatch
from tests.support import ofd_writer
from tests.support.world import add_person, places_below

HEADINGS = ["档号", "题名", "责任者", "日期", "保管期限", "备注", "开放状态", "男方"]
OPENED = "开放"
DECISIONS = {
    "unreviewed": "",
    "open": OPENED,
    "deferred": "延期开放",
    "restricted": "控制",
    "partial page": OPENED,
    "partial passage": OPENED,
    "lifted": OPENED,
}
HIDDEN, PARTIAL = {"unreviewed", "deferred", "restricted"}, {"partial page", "partial passage"}
MEDIA = ("scan", "pdf", "ofd", "text", "docx")
WITHOUT_IMAGE = ("text", "docx")
"""What has no picture of its own."""
SIZE = (600, 800)
SECRET_BOX = (100, 300, 320, 60)
MAGENTA = (255, 0, 255)
RARE = "琥璟瓅瓛璧瑅琇瑀璐瑢琮珩珂珣珽琬琰瑭瑜瑨琯"
DATE = dt.date(2026, 11, 1)
HARVESTED = {"INSTITUTIONS": ["LT01"], "NAMESPACE": "da.example.cn", "NAME": "", "EMAILS": ["archive@example.cn"]}


@dataclass(frozen=True)
class Subject:
    """One record: what was decided, what its files are, and words that stand in it only, each in one place only."""

    number: int
    decision: str
    media: str

    @property
    def code(self) -> str:
        return f"0001-WS·1978-Y-BGS-{2000 + self.number}"

    @property
    def title(self) -> str:
        return f"Zhengti{self.number:02d}q"

    @property
    def creator(self) -> str:
        return f"Zeren{self.number:02d}q"

    @property
    def note(self) -> str:
        return f"Beizhu{self.number:02d}q"

    @property
    def summary(self) -> str:
        """Its scope and content, which names the person: public with the record unless that name is withheld."""
        return f"Tiyao{self.number:02d}q"

    @property
    def place(self) -> str:
        """Where it lies: an element that is the archive's own, whatever is open."""
        return f"Kufang{self.number:02d}q"

    @property
    def elements(self) -> dict[str, str]:
        return {"scope": f"{self.summary} {self.person}", "location": f"{self.place} 三列"}

    @property
    def person(self) -> str:
        return f"司徒{RARE[self.number]}"

    @property
    def public(self) -> str:
        return f"Gongkai{self.number:02d}q"

    @property
    def secret(self) -> str:
        """On the second page, over a magenta block where there is an image."""
        return f"Mimi{self.number:02d}q"

    @property
    def beside(self) -> str:
        """Beside the secret, on the second page: withheld with the page, and not with the passage."""
        return f"Pangbian{self.number:02d}q"

    @property
    def file(self) -> str:
        return f"7359{self.number:02d}184"

    def everything(self) -> set[str]:
        described = {self.title, self.creator, self.note, self.summary, self.place}
        return described | {self.person, self.public, self.secret, self.beside, self.file}

    def withheld(self) -> set[str]:
        """What of it is said to nobody without a right."""
        if self.decision in HIDDEN:
            return self.everything()
        if self.decision not in PARTIAL:
            return {self.place}
        beside = {self.beside} if self.decision == "partial page" else set()
        return {self.place, self.secret, self.person, self.summary} | beside


@dataclass
class PartialArchive:
    """`records` by subject. Everything is kept by the house LT01; LT02 has staff of its own and no records."""

    subjects: list[Subject]
    records: dict[Subject, Record] = field(default_factory=dict)
    people: dict[str, User | None] = field(default_factory=dict)
    transfer: Transfer | None = None
    fonds: Fonds | None = None
    notice: Notice | None = None
    copies: dict[Subject, PublicCopy] = field(default_factory=dict)

    def files(self, subject: Subject) -> list[StoredFile]:
        return list(StoredFile.objects.filter(stored__record=self.records[subject]))

    def held_back(self, subject: Subject) -> list[StoredFile]:
        """The files that hold what is withheld: of a file with both pages there is only one."""
        if subject.decision in HIDDEN:
            return self.files(subject)
        if subject.decision in PARTIAL:
            return [page.file for page in self.records[subject].pages.filter(position=2).select_related("file")]
        return []

    def kept_from(self, person: str) -> set[str]:
        """Words, digests and identifiers that this person must meet nowhere."""
        if HOUSES.get(person) == "LT01":
            return set()
        found: set[str] = set()
        for subject in self.subjects:
            found |= subject.withheld()
            found |= {
                digest for file in self.held_back(subject) for digest in (file.sha512, file.sm3, file.sha512[:32])
            }
            if subject.decision in HIDDEN:
                found |= {subject.code, self.records[subject].ulid, *(file.ulid for file in self.files(subject))}
        return found


HOUSES = {"archivist of A": "LT01", "proofreader of A": "LT01", "archivist of B": "LT02", "proofreader of B": "LT02"}
"""Who may read what is not open, and of which house."""
PEOPLE = (
    "anonymous", *HOUSES, "unit officer of A", "authority officer of A", "administrator", "officer", "auditor",
)  # fmt: skip


@contextmanager
def partial_archive(folder: Path) -> Iterator[PartialArchive]:
    """The archive for a whole module: each test changes it inside a savepoint of its own; at the end it is gone."""
    with places_below(folder, backend="tantivy"), override_settings(OAI=HARVESTED), transaction.atomic():
        yield _build(folder / "package")
        transaction.set_rollback(True)


def _build(folder: Path) -> PartialArchive:
    whole = [(decision, media) for decision, media in product(DECISIONS, MEDIA) if decision in PARTIAL | {"open"}]
    pairs = whole + [(decision, MEDIA[at % len(MEDIA)]) for at, decision in enumerate((*sorted(HIDDEN), "lifted"))]
    archive = PartialArchive([Subject(number, *pair) for number, pair in enumerate(pairs[: len(RARE)])])
    houses = {code: found_institution(actor=OPERATOR, code=code, name=f"{code} 档案馆") for code in ("LT01", "LT02")}
    archive.fonds = found_fonds(actor=OPERATOR, institution=houses["LT01"], code="0001", title="云溪区人民政府办公室")
    transfer = begin_transfer(actor=OPERATOR, fonds=archive.fonds, source=_package(folder, archive.subjects))
    archive.transfer = carry_out(actor=OPERATOR, transfer=transfer)
    for subject in archive.subjects:
        Record.objects.filter(code=subject.code).update(elements=subject.elements)
        archive.records[subject] = Record.objects.get(code=subject.code)
        if subject.media == "scan":
            _recognise(archive.records[subject], subject)
        decide(archive, subject)
    for subject in archive.subjects:
        if subject.decision in PARTIAL:
            archive.copies[subject] = made_copy(archive, subject)
    archive.notice = _notice(archive, houses["LT01"])
    archive.people = _people(houses)
    drain_all()
    if offered := offer():
        while bring_up_to_date(offered, now=timezone.now() - dt.timedelta(minutes=1)):
            pass
    return archive


def made_copy(archive: PartialArchive, subject: Subject) -> PublicCopy:
    """The redacted copy, made as the worker makes it."""
    copy = make_copy(archive.records[subject].pk)
    assert copy is not None, subject
    return copy


def _notice(archive: PartialArchive, house: Institution) -> Notice:
    """Of all records, also of those that are closed again."""
    now = timezone.now()
    batch = ReviewBatch.objects.create(
        institution=house, fonds=archive.fonds, number="KF-1", name="1978", plan_year=2026, workflow_version=1
    )
    notice = Notice.objects.create(
        institution=house, batch=batch, number="GG-1", title="1978", published_at=now, published_by="",
        records_count=len(archive.subjects),
    )  # fmt: skip
    lines = [
        NoticeRecord(notice=notice, record=archive.records[s], position=at, in_part=s.decision in PARTIAL)
        for at, s in enumerate(archive.subjects, start=1)
    ]
    insert_rows(lines)
    return notice


def _people(houses: dict[str, Institution]) -> dict[str, User | None]:
    roles = {
        "archivist of A": ("LT01", Role.ARCHIVIST),
        "proofreader of A": ("LT01", Role.PROOFREADER),
        "archivist of B": ("LT02", Role.ARCHIVIST),
        "proofreader of B": ("LT02", Role.PROOFREADER),
        "unit officer of A": ("LT01", Role.UNIT_OFFICER),
        "authority officer of A": ("LT01", Role.AUTHORITY_OFFICER),
        "administrator": ("LT01", Role.SYSTEM_ADMINISTRATOR),
        "officer": ("LT01", Role.SECURITY_OFFICER),
        "auditor": ("LT01", Role.AUDITOR),
    }
    return {name: add_person(name, houses[house], role) for name, (house, role) in roles.items()} | {"anonymous": None}


def decide(archive: PartialArchive, subject: Subject) -> None:
    """Withhold what the decision on a subject says."""
    record = archive.records[subject]
    if subject.decision not in PARTIAL | {"lifted"}:
        return
    said = WithheldPassage(page_number=2, ground="R3a", whole_page=True)
    if subject.decision == "partial passage":
        at = Page.objects.get(record=record, position=2).text.index(subject.secret)
        said = WithheldPassage(page_number=2, ground="R3a", start=at, end=at + len(subject.secret))
    withhold(actor=OPERATOR, record=record, passages=[said], source="")
    if subject.decision == "lifted":
        withhold(actor=OPERATOR, record=record, passages=())


def _package(folder: Path, subjects: list[Subject]) -> Path:
    folder.mkdir(parents=True)
    book = xlsxwriter.Workbook(str(folder / "目录.xlsx"))
    sheet = book.add_worksheet("目录")
    sheet.write_row(0, 0, HEADINGS)
    for row, each in enumerate(subjects, start=1):
        cells = [each.code, f"{each.title} 的通知", f"{each.creator} 单位", "19780105", "永久", each.note]
        sheet.write_row(row, 0, [*cells, DECISIONS[each.decision], each.person])
        place = folder / each.code
        place.mkdir()
        MAKERS[each.media](place, each)
    book.close()
    return folder


def _scans(place: Path, subject: Subject) -> None:
    for page in (1, 2):
        image = Image.new("RGB", SIZE, "white")
        draw = ImageDraw.Draw(image)
        draw.rectangle((100, 100, 500, 140), fill="black" if page == 1 else "gray")
        if page == 2:
            x, y, w, h = SECRET_BOX
            draw.rectangle((x, y, x + w - 1, y + h - 1), fill=MAGENTA)
        draw.point((5, 5), fill=(subject.number, page, 0))
        image.save(place / f"{subject.file}{page}.png")


def _recognise(record: Record, subject: Subject) -> None:
    x, y, w, h = SECRET_BOX
    for page in Page.objects.filter(record=record, state=Page.State.WAITING).order_by("position"):
        words = [(subject.public, 100)] if page.position == 1 else [(subject.secret, y), (subject.beside, 500)]
        lines = tuple(
            Line(text, tuple((x + n * w // 7, top, w // 7, h) for n in range(len(text))), 0.9) for text, top in words
        )
        reading = PageReading(page.number, *SIZE, lines, TextSource.OCR, "rapidocr 3.10.0")
        assert enter_recognition(page=page, reading=reading)


def _pdf(place: Path, subject: Subject) -> None:
    secret = f"1 0 1 rg 102 602 84 14 re f 0 g BT /F 24 Tf 100 600 Td ({subject.secret}) Tj ET"
    pages = [_words(subject.public, 700), f"{secret}\n{_words(subject.beside, 400)}"]
    (place / f"{subject.file}1.pdf").write_bytes(pdf_of(pages))


def _words(text: str, y: int) -> str:
    return f"BT /F 24 Tf 100 {y} Td ({text}) Tj ET"


def pdf_of(pages: list[str]) -> bytes:
    """A born-digital PDF with these contents, uncompressed: its words stand in its bytes."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, content in enumerate(pages):
        more = f"/Resources << /Font << /F 3 0 R >> >> /Contents {5 + 2 * n} 0 R"
        parts.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {more} >>")
        parts.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, part in enumerate(parts, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{part}\nendobj\n".encode())
    start = out.tell()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _ofd(place: Path, subject: Subject) -> None:
    block = ofd_writer.filled(ofd_writer.rectangle(21, 96, 15, 3), "255 0 255")
    second = f"{block}{_ofd_words(subject.secret, 100)}{_ofd_words(subject.beside, 140)}"
    pages = [ofd_writer.layer(inside) for inside in (_ofd_words(subject.public, 60), second)]
    ofd_writer.OfdFile(pages, box="0 0 210 297").write(place / f"{subject.file}1.ofd")


def _ofd_words(words: str, y: int) -> str:
    return ofd_writer.text(words, 20, y, 5, code=f'DeltaX="{" ".join(["2.5"] * (len(words) - 1))}"')


def _docx(place: Path, subject: Subject) -> None:
    for number, words in enumerate(([subject.public], [subject.secret, subject.beside]), start=1):
        samples.docx(place / f"{subject.file}{number}.docx", "".join(map(samples.paragraph, words)))


def _texts(place: Path, subject: Subject) -> None:
    (place / f"{subject.file}1.txt").write_text(f"{subject.public} 执行。\n", encoding="utf-8")
    (place / f"{subject.file}2.txt").write_text(f"{subject.secret}\n{subject.beside} 执行。\n", encoding="utf-8")


MAKERS = {"scan": _scans, "pdf": _pdf, "ofd": _ofd, "text": _texts, "docx": _docx}
