"""Real files of sixty kinds as one hand-over: the report names each broken one, the others are taken in as they came.

A sample by default; `LANTAI_FORMATS=all` hands over everything that lies beside the checkout, some minutes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from lantai.base.accounts.access import Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.engines.formats.reading import read_file
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.checks.actions import answer_item
from lantai.holdings.checks.answers import may_answer
from lantai.holdings.checks.queries import report_of
from lantai.holdings.checks.results import DAMAGE, Status
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.transfers import actions
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.papers import paper_as_pdf
from lantai.holdings.transfers.states import State
from lantai.holdings.transfers.tests.factories import TransferFactory, UnitFactory
from lantai.holdings.transfers.verdicts import last_run
from tests.support.shared import shared_data

pytestmark = [pytest.mark.django_db, pytest.mark.shared_data, pytest.mark.slow, pytest.mark.timeout(900)]
WHOLE = os.environ.get("LANTAI_FORMATS") == "all"
ONE_IN = 60
BROKEN = {
    "pdfjs/REDHAT-1531897-0.pdf": "file.damaged",
    "pdfjs/poppler-395-0-fuzzed.pdf": "file.damaged",
    "pdfjs/poppler-742-0-fuzzed.pdf": "file.damaged",
    "pdfjs/poppler-937-0-fuzzed.pdf": "file.page_damaged",
    "pdfjs/issue9105_other.pdf": "file.truncated",
    "pdfjs/pr6531_1.pdf": "file.encrypted",
    "tika/microsoft/testWORD_truncated.docx": "file.damaged",
    "tika/microsoft/testZIP_corrupted_oom.zip": "file.damaged",
    "tika/microsoft/protectedFile.xlsx": "file.encrypted",
    "tika/miscoffice/testODTnotaZipFile.odt": "file.extension_mismatch",
    "tika/pkg/testZipEncrypted.zip": "file.encrypted",
    "ofd/ofdrw-converter__zsbk.ofd": "ofd.signed_part_changed",
}
"""Broken in one of the ways there are, and by which finding it is told."""
SOUND = (
    "pdfjs/annotation-line.pdf",
    "tika/microsoft/headerPic.docx",
    "tika/microsoft/testComment.xlsx",
    "tika/text/multi-language.txt",
    "ofd/ofdrw-converter__999.ofd",
)
ZIPPED = {".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".ofd", ".zip"}


@pytest.fixture
def package(tmp_path) -> Path:
    """On a carrier: what is named here and one in so many of the others, or all of them."""
    root, target = shared_data("formats"), tmp_path / "carriers" / "YP-01"
    every = sorted(path for path in root.rglob("*") if path.is_file())
    named = {root / name for name in (*BROKEN, *SOUND)}
    chosen = every if WHOLE else sorted({*every[::ONE_IN], *named})
    for path in chosen:
        place = target / path.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return target


@pytest.fixture
def desk(home):
    return person(Role.ARCHIVIST)


def files_in(package: Path) -> dict[str, Path]:
    return {path.relative_to(package).as_posix(): path for path in package.rglob("*") if path.is_file()}


def broken_zip(path: Path) -> bool:
    """As Python's own reader of ZIP judges what is a ZIP by its name: another program than the one that looked."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is not None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return True


def checked(package: Path, actor, settings) -> Transfer:
    """Brought, counted, checked; a person answers what no program can."""
    settings.HANDOVER = {**settings.HANDOVER, "CARRIERS": (package.parent,)}
    files = files_in(package)
    size = sum(path.stat().st_size for path in files.values())
    transfer = TransferFactory(
        unit=UnitFactory(), fonds=FondsFactory(code="0001"), state=State.SUBMITTED, numbered=True, way="carrier",
        carrier="硬盘一块", carrier_numbers="YP-01", items=len(files), files=len(files), bytes=size,
    )  # fmt: skip
    actions.place_carrier(actor=actor, transfer=transfer, path=str(package))
    actions.count_handover(actor=actor, transfer=transfer)
    actions.check_handover(actor=actor, transfer=transfer)
    run = last_run(transfer)
    for result in run.results.filter(status__in=[Status.MANUAL_PENDING, Status.NOT_RUN]):
        if may_answer(result):
            answer_item(actor=actor, run=run, code=result.code, status="pass", note="逐项查看")
    return transfer


def told(path: Path) -> str:
    """The words of a paper, without its spaces and the places where lines may break."""
    return squeezed("".join(page.text for page in read_file(path).pages))


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").replace("\u00ad", "").split())


def test_each_broken_file_is_named_and_every_file_is_taken_in_as_it_came(package, desk, settings, tmp_path):
    actor, client = actor_of(desk), Client()
    client.force_login(desk)
    files = files_in(package)

    transfer = checked(package, actor, settings)

    run = last_run(transfer)
    report = report_of(run)
    findings = {(each["object"], each["code"]) for row in report["results"] for each in row["findings"]}
    assert [name for name in BROKEN.items() if name not in findings] == []
    failed = {
        each["object"]
        for row in report["results"]
        for each in row["findings"]
        if each["status"] == Status.FAIL or each["code"] in DAMAGE
    }
    others_judge = {name for name, path in files.items() if path.suffix.lower() in ZIPPED and broken_zip(path)}
    assert others_judge - failed == set()
    assert failed.isdisjoint(SOUND)
    paper = tmp_path / "report.pdf"
    paper.write_bytes(client.get(reverse("checks:report_pdf", args=[run.ulid])).content)
    text = told(paper)
    assert [name for name in failed if squeezed(name) not in text] == []
    page = client.get(reverse("checks:item", args=[run.ulid, "YJ-3-4"])).content.decode()
    named_there = [name for name, code in BROKEN.items() if code == "file.damaged"]
    assert [name for name in named_there if name not in page] == []

    actions.accept_with_issues(actor=actor, transfer=transfer, reason="损坏文件已逐件登记，原件即如此")
    actions.sign_as_sender(actor=actor_of(person(Role.UNIT_OFFICER, transfer.unit)), transfer=transfer)
    actions.sign_as_receiver(actor=actor, transfer=transfer)
    actions.store_handover(actor=actor, transfer=transfer)
    actions.close_handover(actor=actor, transfer=transfer)

    assert (transfer.state, transfer.intake.state) == (State.CLOSED, "stored")
    came = Counter(hashlib.sha512(path.read_bytes()).hexdigest() for path in files.values())
    kept = Counter(StoredFile.objects.values_list("sha512", flat=True))
    assert came - kept == Counter()
    assert "有问题接收" in told(paper_as_pdf(transfer, "deed"))


def test_it_goes_back_with_a_list_that_names_each_of_them(package, desk, settings):
    if WHOLE:
        pytest.skip("the list is the report's rows; of everything the other test is enough")
    actor = actor_of(desk)

    transfer = actions.return_handover(actor=actor, transfer=checked(package, actor, settings), reason="请更换损坏文件")

    listed = set(transfer.problems.values_list("path", flat=True))
    assert {name for name in BROKEN if name not in listed} == set()
    paper = told(paper_as_pdf(transfer, "problems-1"))
    assert [name for name in BROKEN if squeezed(name) not in paper] == []
