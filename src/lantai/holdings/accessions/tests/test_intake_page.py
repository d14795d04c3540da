"""Intake in the browser: the list, beginning one, and one transfer with progress and findings."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.engines.jobs.models import Job
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.accessions.tests.factories import TransferFactory, TransferFindingFactory, TransferItemFactory
from lantai.holdings.catalogue.tests.factories import FondsFactory

pytestmark = pytest.mark.django_db
LIST, NEW = "/staff/intake", "/staff/intake/new"


def address(transfer):
    return reverse("accessions:transfer", args=[transfer.ulid])


@pytest.fixture
def archivist(client, home):
    client.force_login(person(Role.ARCHIVIST))
    return client


def test_it_lists_transfers_with_their_errors(archivist):
    transfer = TransferFactory()
    TransferFindingFactory.create_batch(3, transfer=transfer)

    row = archivist.get(LIST).context["sheet"].object_list[0]

    assert (row.pk, row.errors, row.warnings) == (transfer.pk, 3, 0)


def test_it_lists_nothing_of_other_archives(client):
    TransferFactory()
    client.force_login(outsider())

    assert client.get(LIST).context["sheet"].paginator.count == 0


def test_it_lists_many_transfers_at_a_constant_cost(archivist, django_assert_max_num_queries):
    TransferFactory.create_batch(30)

    with django_assert_max_num_queries(6):
        archivist.get(LIST)


def test_it_offers_what_lies_in_the_intake_folder(archivist, settings):
    FondsFactory()
    (settings.INTAKE_FOLDER / "一九八七年移交").mkdir()
    (settings.INTAKE_FOLDER / "移交.zip").write_bytes(b"")
    (settings.INTAKE_FOLDER / "目录.xlsx").write_bytes(b"")
    (settings.INTAKE_FOLDER / ".隐藏").mkdir()
    (settings.INTAKE_FOLDER / "链接").symlink_to("/etc")

    form = archivist.get(NEW).context["form"]

    assert [name for name, _ in form.fields["folder_entry"].choices] == ["", "一九八七年移交", "移交.zip"]
    assert [name for name, _ in form.fields["catalogue_entry"].choices] == ["", "目录.xlsx"]


def test_it_begins_an_intake_from_the_folder(archivist, settings):
    fonds = FondsFactory()
    (settings.INTAKE_FOLDER / "移交").mkdir()

    answer = archivist.post(NEW, {"fonds": fonds.pk, "folder_entry": "移交"})

    transfer = Transfer.objects.get()
    assert answer.headers["Location"] == address(transfer)
    assert transfer.source == str(settings.INTAKE_FOLDER / "移交")
    assert transfer.job is not None


def test_it_begins_an_intake_from_an_upload_whatever_its_name(archivist, settings):
    fonds = FondsFactory()
    upload = SimpleUploadedFile("../../移交.zip", b"PK\x05\x06" + bytes(18))

    archivist.post(NEW, {"fonds": fonds.pk, "upload": upload})

    source = Transfer.objects.get().source
    assert source.startswith(str(settings.WORK_FOLDER / "uploads"))
    assert source.endswith("/移交.zip")


@pytest.mark.parametrize("entry", ["", "../..", "/etc", "不存在"])
def test_it_refuses_what_does_not_lie_in_the_folder(archivist, entry):
    answer = archivist.post(NEW, {"fonds": FondsFactory().pk, "folder_entry": entry})

    assert answer.status_code == 400
    assert not Transfer.objects.exists()


def test_it_takes_in_for_no_fonds_of_another_archive(client, home, settings):
    (settings.INTAKE_FOLDER / "移交").mkdir()
    fonds = FondsFactory()
    client.force_login(outsider())

    assert client.post(NEW, {"fonds": fonds.pk, "folder_entry": "移交"}).status_code == 400
    assert not Transfer.objects.exists()


def test_it_groups_findings_worst_first_with_remedy(archivist):
    transfer = TransferFactory()
    TransferFindingFactory.create_batch(25, transfer=transfer)
    TransferFindingFactory(transfer=transfer, severity="info")

    answer = archivist.get(address(transfer))
    groups = answer.context["page"].groups

    assert [(group.severity, group.count, group.more) for group in groups] == [("error", 25, 5), ("info", 1, 0)]
    assert groups[0].remedy in answer.content.decode()
    assert "同类问题还有 5 条" in answer.content.decode()


def test_it_narrows_findings(archivist):
    transfer = TransferFactory()
    TransferFindingFactory(transfer=transfer)
    TransferFindingFactory(transfer=transfer, severity="info")

    shown = archivist.get(address(transfer), {"severity": "info"}).context["page"]

    assert [group.severity for group in shown.groups] == ["info"]
    assert shown.severities == {"error": 1, "info": 1}


def test_it_gives_htmx_only_the_progress_and_goes_on_asking_while_it_runs(archivist):
    job = Job.objects.create(kind="intake", title="接收", step="store", done=30, total=120)
    transfer = TransferFactory(state="storing", job=job)

    answer = archivist.get(address(transfer), headers={"hx-request": "true"})
    text = answer.content.decode()

    assert "<html" not in text
    assert 'hx-trigger="every 1s"' in text
    assert 'value="25"' in text
    assert "HX-Refresh" not in answer.headers


def test_it_tells_htmx_to_load_the_whole_page_when_it_has_ended(archivist):
    answer = archivist.get(address(TransferFactory()), headers={"hx-request": "true"})

    assert answer.headers["HX-Refresh"] == "true"


def test_it_costs_the_same_for_many_items(archivist, django_assert_max_num_queries):
    transfer = TransferFactory()
    TransferItemFactory.create_batch(40, transfer=transfer)
    TransferFindingFactory.create_batch(40, transfer=transfer)

    with django_assert_max_num_queries(10):
        archivist.get(address(transfer))


def test_it_is_for_those_who_take_in_here(client):
    transfer = TransferFactory()
    answers = [client.get(address(transfer)).status_code]
    for user in (person(Role.PROOFREADER), outsider(), person(Role.ARCHIVIST)):
        client.force_login(user)
        answers.append(client.get(address(transfer)).status_code)

    assert answers == [302, 403, 404, 200]


@pytest.mark.parametrize("bad", [f"/staff/intake/{'0' * 26}", "/staff/intake/1"])
def test_it_knows_no_other_transfer(archivist, bad):
    assert archivist.get(bad).status_code == 404


def test_it_refuses_another_method(archivist):
    assert archivist.post(LIST).status_code == 405
    assert archivist.patch(NEW).status_code == 405
    assert archivist.post(address(TransferFactory())).status_code == 405
