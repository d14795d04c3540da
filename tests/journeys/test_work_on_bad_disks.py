"""Work of every kind whose work folder lies on a full or read-only disk: said in words where people look, then done."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.engines.jobs.models import Job
from lantai.engines.storage.errors import StorageError
from lantai.holdings.accessions.actions import order_transfer
from lantai.holdings.accessions.tasks import take_in
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.exchange.actions import order_export
from lantai.holdings.exchange.files import Subject
from lantai.holdings.exchange.tasks import write_export
from lantai.holdings.imports.actions import order_work, receive_list
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.tasks import work_on_import
from lantai.holdings.transfers.actions import order_handover_work
from lantai.holdings.transfers.states import State
from lantai.holdings.transfers.tasks import work_on
from lantai.holdings.transfers.tests.factories import TransferFactory, UnitFactory, counted, with_files

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


class Disk:
    """The disk of the work folder, and what may be wrong with it."""

    def __init__(self, place: Path, *, full: bool) -> None:
        self.place, self.full = place, full
        self.filler = place / "filler"

    @contextlib.contextmanager
    def bad(self) -> Iterator[None]:
        if self.full:
            with contextlib.suppress(OSError), self.filler.open("wb", buffering=0) as file:
                while True:
                    file.write(b"\0" * 4096)
        else:
            self._mount("ro")
        try:
            yield
        finally:
            self.filler.unlink() if self.full else self._mount("rw")

    def _mount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.place)], check=True)


@pytest.fixture(params=["full", "read-only"])
def disk(request, home, small_disk, settings):
    settings.WORK_FOLDER = small_disk / "work"
    settings.WORK_FOLDER.mkdir()
    return Disk(small_disk, full=request.param == "full")


@pytest.fixture
def fonds(db):
    return FondsFactory(code="0001")


def said_of_the_disk(job: Job) -> bool:
    """Whether the row says in words that the disk is full, or takes nothing."""
    job.refresh_from_db()
    return job.state == Job.State.FAILED and ("空间" in job.message or "写入" in job.message)


def test_a_check_of_a_hand_over_is_ended_in_words_and_made_when_there_is_room(disk, fonds):
    transfer = with_files(TransferFactory(unit=UnitFactory(), fonds=fonds, state=State.COUNTED, numbered=True))
    transfer.counted = counted(transfer)
    transfer.save()
    order_handover_work(actor=OPERATOR, transfer=transfer, work="check")

    with disk.bad():
        assert work_on.func(transfer.pk, "check", None) == "counted"

    transfer.refresh_from_db()
    assert said_of_the_disk(transfer.job), transfer.job.message
    assert not CheckRun.objects.filter(state=CheckRun.State.RUNNING).exists()
    order_handover_work(actor=OPERATOR, transfer=transfer, work="check")
    assert work_on.func(transfer.pk, "check", None) == "checking"
    assert Event.objects.filter(verb="handover:check").count() == 1


def test_an_export_is_ended_in_words_and_written_when_there_is_room(disk, fonds):
    export = order_export(actor=OPERATOR, subject=Subject(fonds), format="xlsx" if disk.full else "ead3")

    with disk.bad():
        write_export.func(export.pk, None)

    export.refresh_from_db()
    assert export.state == "failed"
    assert export.message
    assert not Event.objects.filter(verb="description:export").exists()
    write_export.func(export.pk, None)
    write_export.func(export.pk, None)
    export.refresh_from_db()
    assert (export.state, export.message) == ("done", "")
    assert Event.objects.filter(verb="description:export").count() == 1


def test_a_list_is_refused_or_its_check_ended_in_words_and_imported_once(disk, fonds, tmp_path):
    listed = tmp_path / "目录.csv"
    listed.write_text("档号,题名,年度\n0001-WS·1987-Y-BGS-0001,通知,1987\n", encoding="utf-8")
    with disk.bad(), pytest.raises(StorageError):
        receive_list(actor=OPERATOR, fonds=fonds, path=listed)
    assert not ImportBatch.objects.exists()
    batch = receive_list(actor=OPERATOR, fonds=fonds, path=listed)

    with disk.bad():
        work_on_import.func(batch.pk, None, "check")

    batch.refresh_from_db()
    assert batch.message
    assert not Job.objects.filter(state=Job.State.RUNNING).exists()
    work_on_import.func(batch.pk, None, "check")
    batch.refresh_from_db()
    assert (batch.state, batch.message) == ("checked", "")
    order_work(actor=OPERATOR, batch=batch, act="commit")
    with disk.bad():
        work_on_import.func(batch.pk, None, "commit")
    batch.refresh_from_db()
    if batch.state != "committed":  # a full disk need not be in the way: all that is written lies in storage
        assert (batch.state, bool(batch.message)) == ("failed", True)
        work_on_import.func(batch.pk, None, "commit")
    assert Record.objects.count() == Event.objects.filter(verb="import:commit").count() == 1


def test_an_intake_is_ended_in_words_and_goes_on(disk, fonds, tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "0001-WS·1987-Y-BGS-0001.txt").write_text("通知", encoding="utf-8")
    transfer = order_transfer(actor=OPERATOR, fonds=fonds, source=folder)

    with disk.bad():
        told = take_in.func(transfer.pk, None)

    if told != "stored":
        assert said_of_the_disk(transfer.job), transfer.job.message
        assert take_in.func(transfer.pk, None) == "stored"
    assert take_in.func(transfer.pk, None) == "stored"
    assert Record.objects.count() == Event.objects.filter(verb="transfer:store").count() == 1
