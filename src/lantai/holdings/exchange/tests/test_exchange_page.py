"""The pages of exchange: order a file and fetch it, give a finding aid, load it and take it out; the public's links."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import RoleAssignment
from lantai.base.audit.models import Event
from lantai.base.common.ids import new_ulid
from lantai.engines.jobs.tests.inline import work
from lantai.holdings.catalogue.actions import Description, describe_records
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.exchange import files
from lantai.holdings.exchange.models import KEPT, Export, Load
from tests.support.world import OPENED, UNOPENED

UNIT = '<c level="item"><did><unitid>Q-1</unitid><unittitle>关于秋收的通知</unittitle></did></c>'
FILE = f'<ead><eadheader/><archdesc level="fonds"><did/><dsc>{UNIT}</dsc></archdesc></ead>'


@pytest.fixture
def archivist(client, world):
    client.force_login(world.people["archivist"])
    return client


def order(client, world, **data):
    return client.post(reverse("exchange:order"), {"fonds": world.fonds.pk, "code": "", "format": "ead3", **data})


def give(client, world, text=FILE):
    upload = SimpleUploadedFile("in.xml", text.encode())
    return client.post(reverse("exchange:receive"), {"fonds": world.fonds.pk, "file": upload})


def test_an_empty_page_says_what_will_be_here(archivist):
    assert "一周内可取" in archivist.get(reverse("exchange:exchange")).content.decode()


def test_a_file_is_ordered_and_fetched_and_leaves_an_event(archivist, world):
    assert order(archivist, world).status_code == 302
    work()

    export = Export.objects.get()
    page = archivist.get(reverse("exchange:exchange")).content.decode()
    answer = archivist.get(reverse("exchange:export_file", args=[export.ulid]))
    text = b"".join(answer.streaming_content).decode()
    assert export.file_name in page
    assert UNOPENED in text
    assert "5429" not in text
    event = Event.objects.get(verb="description:export")
    assert (event.actor_label, event.data["units"]) == (world.people["archivist"].display_name or "archivist", 3)


def test_a_package_is_ordered_and_fetched_as_one_file(archivist, world):
    assert order(archivist, world, format="bagit", opened_only="on").status_code == 302
    work()

    export = Export.objects.get()
    answer = archivist.get(reverse("exchange:export_file", args=[export.ulid]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        names = archive.namelist()
    assert (export.file_name, export.units) == ("0001-bagit.zip", 1)
    assert any(OPENED in name for name in names)
    assert not any(UNOPENED in name for name in names)
    Export.objects.update(ordered_at=timezone.now() - KEPT - dt.timedelta(minutes=1))
    assert archivist.get(reverse("exchange:export_file", args=[export.ulid])).status_code == 404


def test_a_package_with_id_numbers_is_fetched_only_by_who_may_read_them(archivist, client, world):
    order(archivist, world, format="bagit", numbers_for="公安机关协查")
    work()
    address = reverse("exchange:export_file", args=[Export.objects.get().ulid])

    answer = archivist.get(address)
    assert (answer.status_code, bool(answer.getvalue())) == (200, True)
    client.force_login(world.people["proofreader"])
    assert client.get(address).status_code == 404


def test_who_lost_the_right_cannot_fetch_what_they_ordered(archivist, world):
    order(archivist, world)
    work()
    RoleAssignment.objects.filter(user=world.people["archivist"]).delete()

    assert archivist.get(reverse("exchange:export_file", args=[Export.objects.get().ulid])).status_code == 403


def test_a_refusal_of_the_writing_stands_beside_the_order(archivist, world):
    Record.objects.filter(pk=world.opened.pk).update(note="a\x0bb")
    order(archivist, world)
    work()

    assert "U+000B" in archivist.get(reverse("exchange:exchange")).content.decode()


@pytest.mark.parametrize("data", [{"format": "docx"}, {"code": "Z-404"}, {"fonds": "x"}, {"code": "a\x00b"}])
def test_an_order_that_cannot_be_is_refused_on_the_form(archivist, world, data):
    assert order(archivist, world, **data).status_code == 400


def test_a_fonds_of_another_archive_cannot_be_ordered_or_loaded_into(client, world):
    client.force_login(world.people["outsider"])

    assert order(client, world).status_code == 400
    assert give(client, world).status_code == 400


def test_a_finding_aid_is_read_then_loaded_then_taken_out(archivist, world):
    address = give(archivist, world)["Location"]
    assert not Record.objects.filter(code="Q-1").exists()
    assert "1 个单元" in archivist.get(address).content.decode()

    archivist.post(reverse("exchange:begin", args=[Load.objects.get().ulid]))
    work()
    assert Record.objects.get(code="Q-1").title == "关于秋收的通知"
    archivist.post(reverse("exchange:undo", args=[Load.objects.get().ulid]), {"reason": "误"})
    work()

    assert not Record.objects.filter(code="Q-1").exists()
    assert Load.objects.get().state == "undone"


def test_a_file_that_is_no_ead_shows_its_findings(archivist, world):
    page = archivist.get(give(archivist, world, "<mods/>")["Location"]).content.decode()

    assert "&lt;mods&gt;" in page
    assert "不能载入" in page


def test_pressing_twice_loads_once(archivist, world):
    give(archivist, world)
    begin = reverse("exchange:begin", args=[Load.objects.get().ulid])
    archivist.post(begin)

    assert "重新载入" in archivist.post(begin, follow=True).content.decode()


def test_a_proof_reader_may_order_and_not_load(client, world):
    client.force_login(world.people["proofreader"])

    page = client.get(reverse("exchange:exchange")).content.decode()
    assert "导出与分发" in page
    assert "载入检索工具" not in page


def test_many_orders_cost_no_more_queries(archivist, world, django_assert_max_num_queries):
    for _ in range(12):
        order(archivist, world, format="dc")

    with django_assert_max_num_queries(16):
        archivist.get(reverse("exchange:exchange"))


def test_programs_read_an_opened_record_and_never_an_unopened_one(client, archivist, world):
    client.logout()

    answer = client.get(reverse("exchange:record_dc", args=[world.opened.ulid]))
    tree = etree.fromstring(answer.content)
    assert tree.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
    identifiers = [e.text for e in tree.findall("{http://purl.org/dc/elements/1.1/}identifier")]
    assert identifiers == [OPENED, f"http://testserver/records/{world.opened.ulid}"]
    for name in ("exchange:record_dc", "exchange:record_ead3"):
        assert client.get(reverse(name, args=[world.unopened.ulid])).status_code == 404
    client.force_login(world.people["archivist"])
    assert client.get(reverse("exchange:record_ead3", args=[world.unopened.ulid])).status_code == 404


def test_a_volume_with_very_many_items_is_not_written_while_a_reader_waits(client, world, monkeypatch):
    monkeypatch.setattr(files, "AT_ONCE", 20)
    volume = world.opened
    described = [(new_ulid(), Description(f"{OPENED}-{n:04}", f"第{n}件", parent=volume)) for n in range(21)]
    items = describe_records(actor=OPERATOR, fonds=world.fonds, descriptions=described)
    Record.objects.filter(pk__in=[item.pk for item in items]).update(opening_state=OpeningState.OPEN)

    answer = client.get(reverse("exchange:record_ead3", args=[volume.ulid]))
    assert answer.status_code == 422
    assert "超过 20 条" in answer.content.decode()
    Record.objects.filter(pk=items[-1].pk).update(opening_state=OpeningState.RESTRICTED)
    answer = client.get(reverse("exchange:record_ead3", args=[volume.ulid]))
    assert answer.content.count(b"<c level=") == 20


def test_who_writes_out_what_must_stay_in_the_country_is_told(archivist, world):
    Record.objects.filter(pk=world.unopened.pk).update(elements={"grade": "一级"})

    told = order_and_follow(archivist, world)

    assert "其中 1 件属禁止出境等级" in told
    assert "禁止出境" not in order_and_follow(archivist, world, code=world.opened.code)


def order_and_follow(client, world, **data):
    given = {"fonds": world.fonds.pk, "code": "", "format": "csv", **data}
    return client.post(reverse("exchange:order"), given, follow=True).content.decode()
