"""Packages on their way through counting, checks and storing: what is counted is what is checked is what is stored."""

from __future__ import annotations

import zipfile

import pytest

from lantai.base.accounts.access import Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.engines.packages.eep.tests.samples import written
from lantai.holdings.accessions.models import Transfer as Intake
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.checks.actions import answer_item
from lantai.holdings.checks.results import Status
from lantai.holdings.checks.tests import packages
from lantai.holdings.transfers import actions
from lantai.holdings.transfers.actions import Declaration, NotReady
from lantai.holdings.transfers.actions.storing import PackageHasChanged
from lantai.holdings.transfers.counting import count_package, read_package
from lantai.holdings.transfers.models import TransferFile
from lantai.holdings.transfers.package import files_folder
from lantai.holdings.transfers.states import State
from lantai.holdings.transfers.tests.factories import DECLARED, TransferFactory, UnitFactory
from lantai.holdings.transfers.verdicts import last_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(home):
    desk, second = (actor_of(person(Role.ARCHIVIST)) for _ in range(2))
    unit = UnitFactory()
    return unit, FondsFactory(code="X001"), actor_of(person(Role.UNIT_OFFICER, unit)), desk, second


def arrived(transfer):
    """Everything that lies in the package is entered as uploaded."""
    folder = files_folder(transfer)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        TransferFile.objects.create(
            transfer=transfer, path=path.relative_to(folder).as_posix(), size=size, offset=size, state="arrived",
            round=1, given_by="何知秋",
        )  # fmt: skip


def test_sealed_packages_that_were_uploaded_are_checked_as_sealed_packages(cast, tmp_path):
    count = 2
    unit, fonds, _officer, desk, _second = cast
    transfer = TransferFactory(unit=unit, fonds=fonds, state=State.SUBMITTED, numbered=True, items=count, bytes=None)
    files_folder(transfer).mkdir(parents=True)
    for number in range(count):
        made = written(tmp_path / str(number), {"正文.txt": "关于土地承包的通知".encode()})
        made.rename(files_folder(transfer) / f"{number}.eep")
    arrived(transfer)

    actions.count_handover(actor=desk, transfer=transfer)
    actions.check_handover(actor=desk, transfer=transfer)

    run = last_run(transfer)
    assert (run.package["form"], run.package["units"]) == ("eep", count)
    assert transfer.counted["items"] == count
    statuses = dict(run.results.values_list("number", "status"))
    assert (statuses["1-1"], statuses["1-11"], statuses["3-4"]) == (Status.PASS, Status.PASS, Status.PASS)


def submitted(cast, tmp_path):
    """A whole package by annex 2, declared as it is, uploaded and handed in by its unit."""
    unit, fonds, officer, _desk, _second = cast
    transfer = actions.begin_handover(actor=officer, unit=unit, fonds=fonds, title="二〇一九年移交")
    files_folder(transfer).parent.mkdir(parents=True)
    packages.write(tmp_path / "made", packages.Made()).rename(files_folder(transfer))
    arrived(transfer)
    sizes = [path.stat().st_size for path in files_folder(transfer).rglob("*") if path.is_file()]
    said = {**DECLARED, "files": len(sizes), "bytes": sum(sizes)}
    declaration = Declaration(title="二〇一九年移交", year_from=2019, **said)
    actions.declare_handover(actor=officer, transfer=transfer, declaration=declaration)
    return actions.submit_handover(actor=officer, transfer=transfer)


def checked(cast, transfer):
    """Checked by the desk, which answers what no machine knows here: scope, environment, carriers, viruses."""
    actions.check_handover(actor=cast[3], transfer=transfer)
    run = last_run(transfer)
    asked = run.results.filter(status__in=[Status.MANUAL_PENDING, Status.NOT_RUN]).values_list("number", "code")
    assert {number for number, _ in asked} == {"2-5", "2-8", "2-9", "3-6", *(f"4-{n}" for n in (1, 2, 4, 5, 6, 7))}
    for _, code in asked:
        answer_item(actor=cast[3], run=run, code=code, status="pass", note="已逐项看过")
    return dict(run.results.values_list("number", "status"))


def signed(cast, transfer):
    actions.sign_as_sender(actor=cast[2], transfer=transfer)
    return actions.sign_as_receiver(actor=cast[3], transfer=transfer)


def test_a_package_that_is_whole_is_accepted_signed_and_stored(cast, tmp_path):
    transfer = actions.count_handover(actor=cast[3], transfer=submitted(cast, tmp_path))
    assert transfer.counted["differences"] == []

    assert checked(cast, transfer)["1-14"] == Status.PASS
    actions.accept_handover(actor=cast[3], transfer=transfer)
    actions.store_handover(actor=cast[3], transfer=signed(cast, transfer))

    assert transfer.state == State.STORED
    assert list(Record.objects.values_list("title", "creator")) == [
        ("关于春节期间值班安排的通知", "云溪区民政局"), ("关于救灾物资分配的决定", "云溪区民政局"),
    ]  # fmt: skip


def test_a_byte_that_changed_since_the_count_is_found_and_a_carrier_that_was_changed_later_is_not_stored(
    cast, tmp_path
):
    desk, transfer = cast[3], submitted(cast, tmp_path)
    file = files_folder(transfer) / "电子档案/2019/1.txt"
    good = file.read_bytes()
    actions.count_handover(actor=desk, transfer=transfer)
    file.write_bytes(good.replace("春节".encode(), "秋节".encode()))
    assert checked(cast, transfer)["1-14"] == Status.FAIL
    with pytest.raises(NotReady):
        actions.accept_handover(actor=desk, transfer=transfer)
    changed = file.read_bytes()
    actions.accept_with_issues(actor=desk, transfer=transfer, reason="移交单位确认以现存者为准")
    signed(cast, transfer)

    file.write_bytes(good)  # what was counted, and not what was checked
    with pytest.raises(PackageHasChanged):
        actions.store_handover(actor=desk, transfer=transfer)
    assert (transfer.state, Intake.objects.count(), Record.objects.count()) == (State.SIGNED_BY_RECEIVER, 0, 0)

    file.write_bytes(changed)
    actions.store_handover(actor=desk, transfer=transfer)
    assert transfer.state == State.STORED


def test_what_is_counted_is_what_the_checks_will_see_leftovers_and_outermost_folders_too(cast, tmp_path):
    path = packages.write(tmp_path / "made", packages.Made())
    (path / "Thumbs.db").write_bytes(b"left by a system")
    with zipfile.ZipFile(tmp_path / "C1.zip", "w") as archive:
        for each in sorted(path.rglob("*")):
            archive.write(each, f"C1/{each.relative_to(path)}")
    unit, fonds = cast[:2]
    carrier = {"unit": unit, "fonds": fonds, "way": "carrier"}

    folder, packed = (
        count_package(TransferFactory(carrier_path=str(p), **carrier)) for p in (path, tmp_path / "C1.zip")
    )

    assert folder["whole"] == packed["whole"]
    assert folder["whole"]["digest"] == packages.registered(path).digest
    assert folder["whole"]["files"] == folder["files"] + 1
    (path / "Thumbs.db").write_bytes(b"changed")
    again = read_package(TransferFactory(carrier_path=str(path), **carrier))
    assert again.digest == folder["digest"]
    assert not again.is_of(folder, folder["whole"]["digest"])
