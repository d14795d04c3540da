"""One small archive for tests that need people, records and pages: made through the same acts as everybody's."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter
from django.db import transaction
from django.test import override_settings
from PIL import Image, ImageDraw

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.actions import add_user, found_institution, grant_role
from lantai.base.accounts.models import Institution, User
from lantai.engines.search.indexing import drain_all
from lantai.engines.storage.current import blob_store
from lantai.holdings.accessions.actions import begin_transfer, carry_out
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.catalogue.actions import Person, enter_persons, found_fonds
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.imports.actions import check_import, receive_list
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.preservation.ocfl.layout import prepare_root

BACKENDS = {
    "memory": "lantai.engines.search.backends.memory.MemoryIndex",
    "tantivy": "lantai.engines.search.backends.tantivy.TantivyIndex",
}
PASSWORD = "correct-horse-兰台"
OPENED, UNOPENED = "0001-WS·1978-Y-BGS-0001", "0001-WS·1979-Y-BGS-0002"

ID_NUMBER = "999999195611205429"
"""Of a region that does not exist, with the right last digit."""


@dataclass
class World:
    """What a test may name. `people` maps a role's name to its user; the outsider is an archivist somewhere else.

    Both records have one page with an image and text that waits for recognition, and name one
    person; `opened` is for everybody.
    """

    institution: Institution
    fonds: Fonds
    transfer: Transfer
    opened: Record
    unopened: Record
    people: dict[str, User] = field(default_factory=dict)

    def file_of(self, record: Record) -> str:
        """The identifier of a record's one file."""
        return record.pages.get().file.ulid

    def imported(self) -> ImportBatch:
        """A list of one entry, checked and not committed; made when it is first asked for."""
        known = ImportBatch.objects.filter(fonds=self.fonds).first()
        if known:
            return known
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "目录.csv"
            path.write_text(f"档号,题名\n{OPENED}0,关于秋收的通知\n", encoding="utf-8")
            return check_import(actor=OPERATOR, batch=receive_list(actor=OPERATOR, fonds=self.fonds, path=path))


def build_world(folder: Path) -> World:
    """Take two scans with a catalogue in; needs the `home` fixture, so that storage and index are the test's own."""
    home = found_institution(actor=OPERATOR, code="LT01", name="云溪区档案馆")
    elsewhere = found_institution(actor=OPERATOR, code="LT02", name="别处档案馆")
    fonds = found_fonds(actor=OPERATOR, institution=home, code="0001", title="云溪区人民政府办公室")
    transfer = begin_transfer(actor=OPERATOR, fonds=fonds, source=write_package(folder))
    transfer = carry_out(actor=OPERATOR, transfer=transfer)
    drain_all()
    people = {role.value: add_person(role.value, home, role) for role in Role}
    people["outsider"] = add_person("outsider", elsewhere, Role.ARCHIVIST)
    opened, unopened = (Record.objects.get(code_key=code) for code in (OPENED, UNOPENED))
    enter_persons([(record, [Person("柳文澜", id_number=ID_NUMBER)]) for record in (opened, unopened)])
    return World(home, fonds, transfer, opened, unopened, people)


@contextmanager
def places_below(folder: Path, *, backend: str) -> Iterator[None]:
    """Storage, index and work folders of their own for more than one test: what the `home` fixture is for one."""
    places = {name: folder / name.lower() for name in ("WORK_FOLDER", "CACHE_FOLDER", "INTAKE_FOLDER")}
    for place in places.values():
        place.mkdir()
    with override_settings(
        STORAGE={"BACKEND": "lantai.engines.storage.backends.filesystem.FilesystemBlobStore", "PATH": folder / "blobs"},
        SEARCH={"BACKEND": BACKENDS[backend], "PATH": folder / "index"},
        QUARANTINE_FOLDER=folder / "quarantine",
        **places,
    ):
        blob_store.cache_clear()
        blob_store().prepare()
        prepare_root(blob_store())
        yield
    blob_store.cache_clear()


@contextmanager
def standing(folder: Path, *, backend: str = "tantivy") -> Iterator[World]:
    """The archive for a whole module: each test changes rows inside a savepoint of its own; at the end it is gone."""
    with places_below(folder, backend=backend), transaction.atomic():
        yield build_world(folder)
        transaction.set_rollback(True)


def write_package(folder: Path) -> Path:
    """A folder as units send it: scans named by reference code, and a list."""
    package = folder / "移交"
    package.mkdir()
    book = xlsxwriter.Workbook(str(package / "目录.xlsx"))
    sheet = book.add_worksheet("目录")
    sheet.write_row(0, 0, ["档号", "题名", "年度", "开放状态"])
    sheet.write_row(1, 0, [OPENED, "关于春耕生产的通知", "1978", "开放"])
    sheet.write_row(2, 0, [UNOPENED, "关于干部任免的决定", "1979", "控制"])
    book.close()
    for code in (OPENED, UNOPENED):
        image = Image.new("L", (210, 297), 255)
        ImageDraw.Draw(image).rectangle((40, 60, 170, 70), fill=0)
        image.save(package / f"{code}.png")
    return package


def add_person(name: str, institution: Institution, role: Role) -> User:
    user = add_user(actor=OPERATOR, username=name, password=PASSWORD)
    grant_role(actor=OPERATOR, user=user, institution=institution, role=role)
    return user
