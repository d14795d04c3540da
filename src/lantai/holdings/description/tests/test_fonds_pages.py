"""The fonds by hand: title, guide, years and elements; decisions on opening of many; a new record."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.actions import rename_fonds
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db
A_RECORD = {
    "level": "item", "code": "J001-WS·1988-Y-0009", "title": "关于秋收的通知", "creator": "云溪区农业局",
    "date": "1988.9", "retention": "D30",
}  # fmt: skip
PAPER = {"number": "云档开〔2001〕3号", "decided_on": "2001-05-08", "body": "云溪区档案馆馆务会"}


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST))
    return client


@pytest.fixture
def approver(client):
    client.force_login(person(Role.OPENING_APPROVER))
    return client


@pytest.fixture
def fonds():
    return FondsFactory()


def to(name, fonds):
    return reverse(f"description:{name}", args=[fonds.ulid])


def test_the_list_shows_the_fonds_one_may_describe(client, fonds):
    client.force_login(outsider())
    assert fonds.title not in client.get("/staff/fonds").content.decode()
    client.force_login(person(Role.ARCHIVIST))
    assert fonds.title in client.get("/staff/fonds").content.decode()


def test_many_fonds_cost_no_more_than_one(archivist, fonds, django_assert_max_num_queries):
    for n in range(30):
        FondsFactory(code=f"J1{n:02d}")
    with django_assert_max_num_queries(5):
        assert archivist.get("/staff/fonds").status_code == 200


def test_a_fonds_is_renamed(archivist, fonds):
    archivist.post(to("rename", fonds), {"version": 1, "title": "云溪区人民政府", "unit": "区政府", "reason": "更名"})

    fonds.refresh_from_db()
    assert (fonds.title, fonds.unit, fonds.version) == ("云溪区人民政府", "区政府", 2)


def test_a_stale_title_gets_both_and_overwrites_nothing(archivist, fonds):
    rename_fonds(actor=OPERATOR, fonds=Fonds.objects.get(pk=fonds.pk), title="他人的名称")

    answer = archivist.post(to("rename", fonds), {"version": 1, "title": "我的名称", "unit": ""})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "他人的名称" in text
    assert "我的名称" in text
    fonds.refresh_from_db()
    assert fonds.title == "他人的名称"


def test_a_fonds_is_described_with_the_elements_of_its_level(archivist, fonds):
    data = {
        "version": 1,
        "guide": "本全宗起于一九五〇年。\r\n",
        "year_from": "1950",
        "elements:custodial_history": "1985年移交",
    }

    page = archivist.get(to("fonds", fonds)).content.decode()
    archivist.post(to("describe_fonds", fonds), data)

    fonds.refresh_from_db()
    assert 'name="elements:admin_history"' in page
    assert (fonds.guide, fonds.year_from, fonds.year_to) == ("本全宗起于一九五〇年。", 1950, 1999)
    assert fonds.elements == {"custodial_history": "1985年移交"}
    assert Event.objects.get(verb="fonds:describe").data["before"]["year_from"] == 1949


def test_what_a_fonds_must_say_is_marked_and_cannot_be_emptied(archivist, fonds):
    fonds.elements, fonds.unit = {"custodial_history": "1985年移交", "note": "旧注"}, "县水利局"
    fonds.save()
    page = archivist.get(to("fonds", fonds)).content.decode()
    emptied = [{"elements:custodial_history": ""}, {"year_from": ""}]

    answers = [archivist.post(to("describe_fonds", fonds), {"version": 1, **each}) for each in emptied]
    answers.append(archivist.post(to("rename", fonds), {"version": 1, "title": "水利局", "unit": ""}))
    noted = archivist.post(to("describe_fonds", fonds), {"version": 1, "elements:note": "新注"})

    assert page.count("必著") == 2
    assert [(each.status_code, "必须著录" in each.content.decode()) for each in answers] == [(400, True)] * 3
    assert noted.status_code == 302
    fonds.refresh_from_db()
    assert (fonds.unit, fonds.year_from) == ("县水利局", 1949)
    assert fonds.elements == {"custodial_history": "1985年移交", "note": "新注"}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"year_from": "x"}, 400), ({"year_from": "2001"}, 422), ({"version": "7"}, 409), ({"version": "x"}, 409)],
)
def test_a_fonds_is_not_described_wrongly(archivist, fonds, wrong, status):
    answer = archivist.post(to("describe_fonds", fonds), {"version": 1, "guide": "打了一半", **wrong})

    assert answer.status_code == status
    assert "打了一半" in answer.content.decode()
    fonds.refresh_from_db()
    assert fonds.version == 1


def test_an_outsider_finds_none_of_these_pages(client, fonds):
    client.force_login(outsider())
    assert client.get(to("fonds", fonds)).status_code == 404
    for name in ("rename", "describe_fonds"):
        assert client.post(to(name, fonds), {"title": "改"}).status_code == 404

    client.force_login(person(Role.OPENING_APPROVER, institution=InstitutionFactory(code="LT09")))
    assert client.get(to("fonds_opening", fonds)).status_code == 404
    assert client.post(to("fonds_opening", fonds), {"to": "open", **PAPER, "seen": "0"}).status_code == 404


def test_who_describes_does_not_decide_on_opening(archivist, fonds):
    record = RecordFactory(fonds=fonds)

    for address, seen in ((to("opening", record), "unreviewed"), (to("fonds_opening", fonds), "1")):
        assert archivist.get(address).status_code == 403
        assert archivist.post(address, {"to": "open", **PAPER, "seen": seen}).status_code == 403
    assert to("opening", record) not in archivist.get(to("edit", record)).content.decode()
    assert to("fonds_opening", fonds) not in archivist.get(to("fonds", fonds)).content.decode()
    assert not Record.objects.filter(opening_state="open").exists()


def test_a_decision_on_many_is_taken_on_what_was_seen(approver, fonds):
    for year in (1980, 1981, 1982):
        RecordFactory(fonds=fonds, year=year)
    address = to("fonds_opening", fonds) + "?year_to=1981"

    assert approver.get(address).context["found"].count == 2
    answer = approver.post(address, {"to": "open", **PAPER, "seen": "2"})

    assert answer.headers["Location"] == to("fonds_opening", fonds)
    assert list(Record.objects.order_by("year").values_list("opening_state", flat=True)) == [
        "open",
        "open",
        "unreviewed",
    ]
    said = Event.objects.get(verb="fonds:opening:set").data
    assert said["records"] == 2
    assert (said["decision"], said["decided_on"], said["decided_by"]) == tuple(PAPER.values())


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"seen": "7"}, 409),
        ({"number": ""}, 400),
        ({"decided_on": ""}, 400),
        ({"decided_on": "2199-01-01"}, 400),
        ({"body": ""}, 400),
        ({"to": "ajar"}, 400),
    ],
)
def test_nothing_is_decided_when_it_is_not_plain(approver, fonds, data, status):
    record = RecordFactory(fonds=fonds)

    assert approver.post(to("fonds_opening", fonds), {"to": "open", **PAPER, "seen": "1"} | data).status_code == status
    assert (
        approver.post(to("opening", record), {"to": "open", **PAPER, "seen": "unreviewed"} | data).status_code == status
    )
    record.refresh_from_db()
    assert record.opening_state == "unreviewed"


@pytest.mark.parametrize("query", ["?year_from=x", "?state=ajar", "?type=x"])
def test_a_selection_that_cannot_be_read_is_told(approver, fonds, query):
    assert approver.get(to("fonds_opening", fonds) + query).status_code == 400


def test_a_decision_on_one_record_names_its_paper_in_the_history(approver, fonds):
    record = RecordFactory(fonds=fonds)

    answer = approver.post(to("opening", record), {"to": "deferred", **PAPER, "seen": "unreviewed"}, follow=True)

    record.refresh_from_db()
    assert record.opening_state == "deferred"
    assert all(word in answer.content.decode() for word in PAPER.values())


def test_a_record_is_entered_by_hand_in_its_volume(archivist, fonds):
    volume = RecordFactory(fonds=fonds, level="volume", code="J001-3-017")
    page = archivist.get(reverse("description:new") + f"?fonds={fonds.code}&within=J001-3-017").content.decode()

    answer = archivist.post(
        reverse("description:new"), {**A_RECORD, "fonds": fonds.pk, "within": "J001-3-17".replace("-17", "-017")}
    )

    made = Record.objects.get(code="J001-WS·1988-Y-0009")
    assert 'value="J001-3-017"' in page
    assert answer.headers["Location"] == reverse("description:edit", args=[made.ulid])
    assert (made.parent, made.opening_state, made.year, made.retention) == (volume, "unreviewed", 1988, "D30")
    assert Event.objects.get(verb="record:enter").data["within"] == "J001-3-017"


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"title": ""}, 400, "必填"),
        ({"date": "某日"}, 400, "不能读作日期"),
        ({"within": "J001-3-999"}, 422, "J001-3-999"),
        ({"fonds": "999999"}, 400, ""),
        ({"year": "x"}, 400, ""),
    ],
)
def test_a_record_is_not_entered_wrongly(archivist, fonds, wrong, status, said):
    answer = archivist.post(reverse("description:new"), {**A_RECORD, "fonds": fonds.pk, **wrong})

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert not Record.objects.exists()


def test_a_code_is_not_given_twice(archivist, fonds):
    RecordFactory(fonds=fonds, code=A_RECORD["code"])

    answer = archivist.post(reverse("description:new"), {**A_RECORD, "fonds": fonds.pk})

    assert answer.status_code == 409
    assert Record.objects.count() == 1


def test_nobody_enters_a_record_into_the_fonds_of_others(client, fonds):
    client.force_login(outsider())

    assert client.post(reverse("description:new"), {**A_RECORD, "fonds": fonds.pk}).status_code == 400
    assert not Record.objects.exists()
