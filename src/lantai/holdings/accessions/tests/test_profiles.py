"""A list whose headers mean nothing by themselves is taken in as the archive remembers its unit's columns."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.holdings.accessions.actions import begin_transfer, carry_out, intake as intake_module
from lantai.holdings.accessions.models import Transfer, TransferItem
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.imports.mappings import MappingUnknown, fingerprint
from lantai.holdings.imports.models import ImportMapping

pytestmark = pytest.mark.django_db
HEADER = ("编目号", "内容", "何年", "经办")
NAMES = {"编目号": "档号", "内容": "题名", "何年": "年度", "经办": ""}
ROWS = [("J001-1", "关于值班安排的通知", "1987", "甲"), ("J001-2", "关于救灾物资的决定", "1988", "乙")]


@pytest.fixture
def fonds(home):
    return FondsFactory(code="J001")


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "一九八七年"
    folder.mkdir()
    lines = [",".join(row) for row in (HEADER, *ROWS)]
    (folder / "清单.csv").write_text("\n".join(lines), encoding="gb18030")
    (folder / "J001-1.txt").write_text("各科室：值班安排如下。", encoding="utf-8")
    return folder


def remembered(fonds, *, name="粮站", header=HEADER, **more):
    return ImportMapping.objects.create(
        institution=fonds.institution, name=name, fingerprint=fingerprint(header), names=NAMES, changed_by="甲", **more
    )


def take_in(fonds, source, **more):
    return carry_out(actor=OPERATOR, transfer=begin_transfer(actor=OPERATOR, fonds=fonds, source=source, **more))


def described():
    return list(Record.objects.order_by("code").values_list("code", "title", "year"))


WANTED = [("J001-1", "关于值班安排的通知", 1987), ("J001-2", "关于救灾物资的决定", 1988)]


def test_without_it_the_list_is_a_file_like_any_other(fonds, package):
    take_in(fonds, package)

    assert not set(WANTED) & set(described())


def test_a_list_named_beside_the_package_is_read_by_it_too(fonds, package):
    remembered(fonds, header=("别的", "题目"))
    catalogue = package.parent / "清单.csv"
    (package / "清单.csv").rename(catalogue)

    transfer = take_in(fonds, package, catalogue=catalogue, profile="粮站")

    assert (described(), transfer.profile["name"]) == (WANTED, "粮站")


def test_a_unit_whose_headers_are_remembered_needs_not_be_named(fonds, package):
    remembered(fonds, record_type="land_contract", level="volume")

    transfer = take_in(fonds, package)

    assert (described(), transfer.profile["name"]) == (WANTED, "粮站")
    assert set(Record.objects.values_list("record_type", "level")) == {("land_contract", "volume")}


def test_what_another_archive_remembers_is_not_used(fonds, package):
    remembered(FondsFactory(institution__code="9902"))

    take_in(fonds, package)

    assert not set(WANTED) & set(described())


def test_an_intake_that_was_stopped_goes_on_as_it_began_whatever_is_remembered_since(fonds, package, monkeypatch):
    mapping = remembered(fonds)
    transfer = begin_transfer(actor=OPERATOR, fonds=fonds, source=package)

    def stopped(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(intake_module, "_store", stopped)
        with pytest.raises(KeyboardInterrupt):
            carry_out(actor=OPERATOR, transfer=transfer)
    mapping.names = {"编目号": "题名", "内容": "档号"}
    mapping.save()
    carry_out(actor=OPERATOR, transfer=Transfer.objects.get())

    assert described() == WANTED
    assert TransferItem.objects.count() == 2


def test_a_name_nobody_remembers_is_refused_with_those_there_are(fonds, package):
    remembered(fonds)

    with pytest.raises(MappingUnknown) as refusal:
        begin_transfer(actor=OPERATOR, fonds=fonds, source=package, profile="供销社")

    assert "粮站" in refusal.value.remedy()
    assert not Transfer.objects.exists()


def test_it_is_chosen_in_the_browser_among_those_of_the_archive(fonds, package, client, settings):
    package.rename(settings.INTAKE_FOLDER / package.name)
    remembered(fonds)
    remembered(FondsFactory(institution__code="9902"), name="外馆")
    client.force_login(person(Role.ARCHIVIST))

    choices = client.get("/staff/intake/new").context["form"].fields["profile"].choices
    client.post("/staff/intake/new", {"fonds": fonds.pk, "folder_entry": package.name, "profile": "粮站"})

    transfer = Transfer.objects.get()
    assert [value for value, _ in choices] == ["", "粮站"]
    assert transfer.profile["names"] == NAMES
    assert "粮站" in client.get(reverse("accessions:transfer", args=[transfer.ulid])).content.decode()


def test_an_archive_sees_no_names_of_another(fonds, client):
    remembered(fonds)
    client.force_login(outsider(Role.ARCHIVIST))

    assert "粮站" not in client.get("/staff/intake/new").content.decode()
