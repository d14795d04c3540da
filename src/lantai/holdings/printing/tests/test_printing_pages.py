"""The pages of printing: works · may · may not · wrong method · unknown · nothing there · many; without JavaScript."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.printing import actions
from lantai.holdings.printing.actions import file_of
from lantai.holdings.printing.models import Printout

pytestmark = pytest.mark.django_db
START = "/staff/print"


@pytest.fixture
def fonds(home):
    return FondsFactory()


@pytest.fixture
def archivist(client, fonds):
    client.force_login(person(Role.ARCHIVIST, fonds.institution))
    return client


@pytest.fixture
def volume(fonds):
    return RecordFactory(fonds=fonds, code="J001-1-012", level=Record.Level.VOLUME, title="农田水利文书")


def order(client, fonds, form="item_list", **more):
    return client.post(START, {"fonds": fonds.ulid, "form": form, **more})


def at(name, thing):
    return reverse(f"printing:{name}", args=[thing.ulid])


def test_the_page_offers_the_forms_with_their_standard_and_says_what_will_be_there(archivist):
    text = archivist.get(START).content.decode()

    for said in ("归档文件目录", "案卷目录", "备考表", "盒脊", "归档章", "DA/T 22-2015", "打印过的表格会列在这里"):
        assert said in text
    assert "卷内文件目录" not in text


def test_it_begins_with_the_fonds_and_form_of_the_link(archivist, fonds):
    other = FondsFactory(code="J002")

    text = archivist.get(START, {"fonds": "J002", "form": "box_spine"}).content.decode()

    assert f'<option value="{other.ulid}" selected>' in text
    assert 'value="box_spine" checked' in text


def test_a_list_is_printed_and_opened(archivist, fonds):
    RecordFactory(fonds=fonds)

    answer = order(archivist, fonds, year="1987", retention="Y")
    printout = Printout.objects.get()
    file = archivist.get(at("file", printout))

    assert (answer.status_code, answer.url) == (302, at("printout", printout))
    assert at("file", printout) in archivist.get(answer.url).content.decode()
    assert file.getvalue().startswith(b"%PDF")
    assert file.headers["Content-Type"] == "application/pdf"
    assert "no-store" in file.headers["Cache-Control"]
    assert "J001 1987 Y" in archivist.get(START).content.decode()


def test_the_forms_of_a_volume_are_printed_from_its_page(archivist, volume):
    record_page = archivist.get(reverse("accessions:record", args=[volume.ulid])).content.decode()
    answer = archivist.post(at("volume", volume), {"form": "volume_cover"})

    assert at("volume", volume) in record_page
    assert answer.url == at("printout", Printout.objects.get())
    text = archivist.get(at("volume", volume)).content.decode()
    assert all(said in text for said in ("卷内文件目录", "卷内备考表", "案卷封面", "案卷脊背"))


def test_a_character_without_a_shape_is_told_on_the_page(archivist, fonds):
    RecordFactory(fonds=fonds, title="关于𠮷某的通知")

    text = archivist.get(order(archivist, fonds).url).content.decode()

    assert "U+20BB7" in text
    assert "手写补填" in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"form": "item_list"}, "没有可打印的内容"),
        ({"form": "box_spine", "boxes": "第一盒"}, "起止件号"),
        ({"form": "box_spine", "width": "33"}, "33"),
        ({"form": "wall_paper"}, "wall_paper"),
        ({"form": "item_list", "year": "民国"}, "alert"),
        ({"form": "volume_cover"}, "volume_cover"),
        ({"form": "item_list", "fonds": "0" * 26}, "alert"),
        ({}, "alert"),
    ],
)
def test_what_cannot_be_printed_comes_back_on_the_form(archivist, fonds, asked, said):
    answer = archivist.post(START, {"fonds": fonds.ulid, **asked})

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Printout.objects.exists()


def test_a_long_list_waits_for_a_worker_and_says_so(archivist, fonds, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    RecordFactory(fonds=fonds)

    address = order(archivist, fonds).url

    page = archivist.get(address)
    part = archivist.get(address, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert "HX-Refresh" not in part.headers
    assert archivist.get(f"{address}/file").status_code == 404
    Printout.objects.update(state="made")
    assert archivist.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_file_that_was_cleared_away_is_said_to_be_gone(archivist, fonds):
    RecordFactory(fonds=fonds)
    address = order(archivist, fonds).url
    file_of(Printout.objects.get()).unlink()

    assert "七天" in archivist.get(address).content.decode()
    assert archivist.get(f"{address}/file").status_code == 404


def test_another_archive_sees_and_prints_nothing(client, archivist, fonds, volume):
    RecordFactory(fonds=fonds, title="关于任免的决定")
    address = order(archivist, fonds).url
    client.force_login(outsider())

    assert client.get(address).status_code == 404
    assert client.get(f"{address}/file").status_code == 404
    assert client.get(at("volume", volume)).status_code == 404
    assert order(client, fonds).status_code == 400
    assert fonds.ulid not in client.get(START, {"fonds": fonds.code}).content.decode()


def test_readers_and_administrators_are_turned_away(client, fonds):
    assert client.get(START).status_code == 302
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR, fonds.institution))
    assert client.get(START).status_code == 403


def test_two_archives_with_one_code_are_told_apart(client, fonds):
    elsewhere = FondsFactory(institution=InstitutionFactory(code="LT02", name="别处档案馆"))
    RecordFactory(fonds=elsewhere)
    user = person(Role.ARCHIVIST, fonds.institution)
    user.roles.create(institution=elsewhere.institution, role=Role.ARCHIVIST)
    client.force_login(user)

    text = client.get(START).content.decode()
    answer = order(client, elsewhere)

    assert "云溪区档案馆" in text
    assert "别处档案馆" in text
    assert answer.status_code == 302
    assert Printout.objects.get().fonds == elsewhere


def test_other_methods_and_unknown_addresses_are_refused(archivist, fonds):
    assert archivist.put(START).status_code == 405
    assert archivist.post(f"{START}/{fonds.ulid}").status_code == 405
    assert archivist.get(f"{START}/{fonds.ulid}").status_code == 404
    assert archivist.get(f"{START}/volumes/{fonds.ulid}").status_code == 404
    assert archivist.get(f"{START}/abc").status_code == 404


def test_the_list_of_printouts_costs_the_same_however_many(archivist, fonds, django_assert_max_num_queries):
    for _ in range(30):
        Printout.objects.create(fonds=fonds, form="item_list", form_version=1, ordered_by="柳文澜", wanted={})

    with django_assert_max_num_queries(12):
        text = archivist.get(START).content.decode()

    assert text.count('class="title"') == 20
