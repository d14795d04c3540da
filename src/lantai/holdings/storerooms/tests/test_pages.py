"""The pages of storerooms as a store keeper goes through them: every page, without JavaScript, at a constant cost."""

import re

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.engines.formats import pdfium
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.storerooms.actions import shelve_boxes
from lantai.holdings.storerooms.models import Loan, Movement, Paper, Place, StockTaking
from lantai.holdings.storerooms.queries import boxes as box_queries, house
from lantai.holdings.storerooms.tests.factories import boxed, boxes, items, room, shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def fonds():
    return FondsFactory()


@pytest.fixture
def keeper(client, fonds):
    client.force_login(person(Role.STORE_KEEPER, fonds.institution))
    return client


def at(name, *arguments):
    return reverse(f"storerooms:{name}", args=[getattr(each, "ulid", each) for each in arguments])


def text_of(answer):
    return answer.content.decode()


def test_a_room_is_entered_and_furnished(keeper):
    given = {"institution": "LT01", "kind": "room", "name": "三库", "temperature_from": "14", "temperature_to": "24"}
    answer = keeper.post(at("new_room"), given)
    made = Place.objects.get()
    shelves = {"act": "furnish", "rack_first": "1", "rack_last": "2", "shelf_first": "1", "shelf_last": "5"}

    assert answer.headers["Location"] == at("place", made)
    assert keeper.post(at("place", made), {**shelves, "capacity": "90"}).status_code == 302
    assert Place.objects.filter(kind="shelf", capacity_mm=900).count() == 10
    assert keeper.post(at("place", made), {**shelves, "capacity": "90"}).status_code == 409
    assert "14–24 °C" in text_of(keeper.get(at("overview")))
    assert keeper.post(at("new_room"), given).status_code == 409


def test_records_are_boxed_from_the_plan_that_was_shown_and_shelved(keeper, fonds):
    room()
    items(fonds, 9)
    asked = {"fonds": fonds.ulid, "level": "item", "items": "4", "thickness_mm": "30"}

    plan = text_of(keeper.post(at("boxing"), asked))
    digest = re.search(r'name="digest"\s+value="(\w+)"', plan)[1]
    done = keeper.post(at("boxing"), {**asked, "digest": digest})

    movement = Movement.objects.get()
    assert done.headers["Location"] == at("movement", movement)
    assert keeper.post(at("boxing"), {**asked, "digest": digest}).status_code == 404
    shown = text_of(keeper.post(at("shelve", movement), {"to": "库1-1-1"}))
    assert "库1-1-1" in shown
    assert 'name="go"' in shown
    keeper.post(at("shelve", movement), {"to": shelf().barcode, "go": "1"})
    assert [box.place.path for box in boxes()] == ["库1-1-1"] * 3
    record = Paper.objects.order_by("pk")[0].record
    assert "库1-1-1" in text_of(keeper.get(reverse("accessions:record", args=[record.ulid])))


def test_a_box_and_a_shelf_scanned_one_after_the_other_are_a_move(keeper, fonds):
    room()
    record = items(fonds, 2)[0]
    boxed(fonds)
    box = boxes()[0]

    label = f"https://lantai.example/staff/storerooms/scan/{box.barcode}"
    card = text_of(keeper.get(at("scan_start"), {"code": label}))
    keeper.post(at("scan", shelf().barcode), {"other": label})
    record_card = keeper.get(at("scan", record.code))

    assert box.first_code in card
    assert boxes()[0].place == shelf()
    assert "库1-1-1" in text_of(record_card)
    assert keeper.post(at("scan", box.barcode), {"other": "X"}).status_code == 400
    assert keeper.get(at("scan", "B9999999")).status_code == 404


def test_labels_and_slips_are_printed(keeper, fonds, home, tmp_path):
    made = room()
    records = items(fonds, 2)
    boxed(fonds)
    lent = {"institution": "LT01", "borrower": "程志远", "purpose": "编史修志", "due": "2099-01-01"}
    keeper.post(at("lend"), {**lent, "codes": f"{records[0].code}\n"})
    asked = [("box", boxes()[0]), ("places", made), ("loan", Loan.objects.get()), ("movement", Movement.objects.get())]

    said = []
    for of, thing in asked:
        answer = keeper.post(at("labels"), {"of": of, "ulid": thing.ulid})
        pdf = b"".join(answer.streaming_content)
        assert answer.headers["Content-Type"] == "application/pdf"
        said.append(words_of(pdf, tmp_path))

    assert boxes()[0].barcode in said[0]
    assert shelf().barcode in said[1]
    assert "程志远" in said[2]
    assert keeper.post(at("labels"), {"of": "standing", "ulid": made.ulid}).status_code == 422


def words_of(pdf, folder):
    path = folder / "labels.pdf"
    path.write_bytes(pdf)
    with pdfium.document(path) as opened:
        return "".join(page.get_textpage().get_text_range() for page in opened).replace("\u200b", "")


def test_papers_are_lent_and_taken_back_in_part(keeper, fonds):
    items(fonds, 3)
    boxed(fonds)
    lent = {"institution": "LT01", "borrower": "程志远", "purpose": "编史修志", "due": "2099-01-01"}

    keeper.post(at("lend"), {**lent, "codes": boxes()[0].barcode})
    loan = Loan.objects.get()
    again = keeper.post(at("lend"), {**lent, "codes": boxes()[0].barcode})
    keeper.post(at("loan", loan), {"item": [str(loan.items.all()[0].pk)]})

    assert loan.items.count() == 3
    assert again.status_code == 409
    assert "2 / 3" in text_of(keeper.get(at("loans")))
    assert keeper.post(at("loan", loan), {"due": "2001-01-01"}).status_code == 422
    assert keeper.post(at("lend"), {**lent, "codes": "没有的"}).status_code == 400


def test_a_shelf_is_scanned_with_a_telephone_and_its_findings_decided(keeper, fonds):
    made = room()
    items(fonds, 8)
    boxed(fonds)
    shelve_boxes(actor=OPERATOR, boxes=boxes(), start=shelf())

    keeper.post(at("stock_begin", made))
    taking = StockTaking.objects.get()
    scan = at("stock_scan", taking)
    keeper.post(scan, {"code": boxes()[0].barcode})
    assert not taking.lines.exclude(seen=None).exists()
    there = keeper.post(scan, {"code": shelf().barcode}).headers["Location"]
    keeper.post(there, {"code": boxes()[0].barcode})
    missing = taking.lines.get(seen=None)
    keeper.post(at("stock_decide", taking, missing.pk), {"decision": "lost", "note": "找过"})

    shown = text_of(keeper.get(at("stock_taking", taking)))
    assert "找过" in shown
    assert keeper.get(at("stock_report", taking)).content[:2] == b"PK"
    keeper.post(at("stock_taking", taking))
    paper = keeper.get(at("stock_paper", taking))
    assert b"".join(paper.streaming_content)[:5] == b"%PDF-"
    assert keeper.post(there, {"code": "X"}).status_code == 409


def test_pages_cost_the_same_however_much_stands_there(keeper, fonds, django_assert_max_num_queries):
    made = room(racks=4, shelves=6)
    items(fonds, 60)
    boxed(fonds, items=2)
    shelve_boxes(actor=OPERATOR, boxes=boxes(), start=shelf())

    movement = Movement.objects.get(kind="shelved")
    for page in (at("overview"), at("place", made), at("place", shelf()), at("boxes"), at("box", boxes()[0])):
        with django_assert_max_num_queries(10):
            assert keeper.get(page).status_code == 200
    with django_assert_max_num_queries(10):
        assert "库1-1-1" in text_of(keeper.get(at("movement", movement)))


def test_what_stands_on_a_shelf_lies_in_a_box_and_was_moved_is_shown_sheet_by_sheet(keeper, fonds, monkeypatch):
    for module in (house, box_queries):
        monkeypatch.setattr(module, "SHOWN", 2)
    room()
    records = items(fonds, 11)
    boxed(fonds, items=3)
    shelve_boxes(actor=OPERATOR, boxes=boxes()[:3], start=shelf())
    pages = {
        at("place", shelf()): ("boxes", [box.barcode for box in boxes()[:3]]),
        at("box", boxes()[0]): ("place", [record.code for record in records[:3]]),
        at("movement", Movement.objects.get(kind="boxed")): ("papers", [record.code for record in records]),
        at("movement", Movement.objects.get(kind="shelved")): ("boxes", [box.barcode for box in boxes()[:3]]),
    }

    for page, (name, wanted) in pages.items():
        assert list(leafed(keeper, page, name, wanted)) == wanted
        assert keeper.get(page, {name: "无此处"}).status_code == 400


def leafed(client, page, name, wanted):
    """What is seen of these, sheet by sheet, following the links."""
    asked = {}
    for _sheet in wanted:
        text = text_of(client.get(page, asked))
        yield from [each for each in wanted if f">{each}</a>" in text]
        # The link of the other list on the page bears where this one stands.
        places = re.findall(rf'rel="next"\s+href="[^"]*\b{name}=([\w-]+)', text)
        following = [place for place in places if place != asked.get(name)]
        if not following:
            return
        asked = {name: following[0]}


def test_readers_see_and_do_not_move_and_others_see_nothing(client, fonds):
    made = room()
    client.force_login(person(Role.ARCHIVIST, fonds.institution))
    assert 'name="act"' not in text_of(client.get(at("place", made)))
    assert client.post(at("place", made), {"act": "remove"}).status_code == 403
    client.force_login(outsider(Role.STORE_KEEPER))

    assert made.path not in text_of(client.get(at("overview")))
    assert client.get(at("place", made)).status_code == 404
    assert client.get(at("scan", made.barcode)).status_code == 404
    assert client.post(at("stock_begin", made)).status_code == 404


def test_a_loan_of_what_must_stay_in_the_country_warns(keeper, fonds):
    first, second = items(fonds, 2)
    Record.objects.filter(pk=first.pk).update(elements={"grade": "一级"})
    given = {"institution": "LT01", "borrower": "程志远", "purpose": "出展", "due": "2099-01-01"}

    for record, warns in ((first, True), (second, False)):
        page = text_of(keeper.post(at("lend"), {**given, "codes": record.code}, follow=True))
        assert record.code in page
        assert ("严禁出境" in page) == warns
