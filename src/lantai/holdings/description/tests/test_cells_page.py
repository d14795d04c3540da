"""A sheet of cells: only what was changed is saved, all or none; wrong cells and overtaken rows are told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.actions import RecordChange, change_records
from lantai.holdings.catalogue.models import Record, RecordVersion
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db
CELLS = "/staff/cells"


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST))
    return client


@pytest.fixture
def fonds():
    return FondsFactory()


def posted(*records, **cells):
    """What a browser sends: every cell of every row, the changed ones changed."""
    data = {"reason": "批量校对"}
    for record in records:
        data[f"{record.ulid}:v"] = record.version
        for key in ("title", "creator", "document_number", "retention"):
            data[f"{record.ulid}:{key}"] = getattr(record, key)
        data[f"{record.ulid}:date"] = record.date_text
    return data | cells


def address(fonds, query=""):
    return f"{CELLS}?fonds={fonds.code}{query}"


def overtake(record, **values):
    fresh = Record.objects.get(pk=record.pk)
    change_records(actor=OPERATOR, fonds=fresh.fonds, changes=[RecordChange(fresh, values)])


def test_it_asks_for_a_fonds_first(archivist):
    text = archivist.get(CELLS).content.decode()

    assert "请选全宗" in text


def test_a_code_of_figures_is_a_code_and_no_row(archivist):
    one = FondsFactory(code="0001")
    other = FondsFactory(code=str(one.pk))
    record = RecordFactory(fonds=other, code="甲")

    assert f'name="{record.ulid}:title"' in archivist.get(address(other)).content.decode()
    assert f'name="{record.ulid}:title"' not in archivist.get(address(one)).content.decode()


def test_it_shows_the_records_with_the_columns_chosen(archivist, fonds):
    record = RecordFactory(fonds=fonds, elements={"language": "汉文"})
    RecordFactory(fonds=fonds, year=1999, title="另一年的")

    text = archivist.get(address(fonds, "&columns=title&columns=elements:language&year_to=1990")).content.decode()

    assert f'name="{record.ulid}:title"' in text
    assert f'name="{record.ulid}:elements:language"' in text
    assert f'name="{record.ulid}:creator"' not in text
    assert "另一年的" not in text


def test_only_changed_rows_are_saved(archivist, fonds):
    one, other = RecordFactory.create_batch(2, fonds=fonds)

    answer = archivist.post(
        address(fonds), posted(one, other, **{f"{one.ulid}:title": "新题名", f"{one.ulid}:date": "1988.3"})
    )

    one.refresh_from_db()
    other.refresh_from_db()
    assert answer.status_code == 302
    assert (one.title, one.date_start.month, one.version, other.version) == ("新题名", 3, 2, 1)
    assert Event.objects.get(verb="record:describe").data["fields"] == ["date", "title"]
    assert RecordVersion.objects.get().reason == "批量校对"


def test_a_title_of_several_lines_is_not_changed_by_being_shown_on_one(archivist, fonds):
    record = RecordFactory(fonds=fonds, title="第一行\n第二行")

    archivist.post(address(fonds), posted(record, **{f"{record.ulid}:title": "第一行 第二行"}))

    record.refresh_from_db()
    assert record.version == 1


def test_wrong_cells_are_told_beside_them_and_nothing_is_saved(archivist, fonds):
    one, other = RecordFactory.create_batch(2, fonds=fonds)
    data = posted(
        one, other, **{f"{one.ulid}:title": "新题名", f"{other.ulid}:date": "某日", f"{other.ulid}:creator": ""}
    )

    answer = archivist.post(address(fonds), data)

    text = answer.content.decode()
    assert answer.status_code == 400
    assert "不能读作日期" in text
    assert "必须著录" in text
    assert "新题名" in text
    assert not RecordVersion.objects.exists()


def test_an_overtaken_row_shows_both_texts_and_saving_again_decides(archivist, fonds):
    one, other = RecordFactory.create_batch(2, fonds=fonds)
    data = posted(one, other, **{f"{one.ulid}:title": "我的题名"})
    overtake(one, title="他人的题名", creator="他人的责任者")
    overtake(other, note="他人只改了附注")

    answer = archivist.post(address(fonds), data)
    text = answer.content.decode()
    archivist.post(
        address(fonds), data | {f"{one.ulid}:v": 2, f"{other.ulid}:v": 2, f"{one.ulid}:creator": "他人的责任者"}
    )

    one.refresh_from_db()
    assert answer.status_code == 409
    assert "他人的题名" in text
    assert "我的题名" in text
    assert 'value="他人的责任者"' in text
    assert (one.title, one.creator, one.version) == ("我的题名", "他人的责任者", 3)


@pytest.mark.parametrize("query", ["&size=7", "&columns=no_such", "&year_from=x", "&series=NO"])
def test_an_address_that_cannot_be_read_is_told(archivist, fonds, query):
    assert archivist.get(address(fonds, query)).status_code == 400


def test_records_of_others_are_neither_shown_nor_changed(client, fonds):
    record = RecordFactory(fonds=fonds)
    client.force_login(outsider())

    shown = client.get(address(fonds)).content.decode()
    changed = client.post(f"{CELLS}?fonds={fonds.ulid}", posted(record, **{f"{record.ulid}:title": "改"}))

    assert record.title not in shown
    assert changed.status_code == 400
    record.refresh_from_db()
    assert record.version == 1


def test_rows_of_another_fonds_are_not_taken(archivist, fonds):
    stranger = RecordFactory(fonds=FondsFactory(code="J009"))

    archivist.post(address(fonds), posted(stranger, **{f"{stranger.ulid}:title": "改"}))

    stranger.refresh_from_db()
    assert stranger.version == 1


def test_two_hundred_rows_cost_no_more_queries_than_one(archivist, fonds, django_assert_max_num_queries):
    Record.objects.bulk_create([RecordFactory.build(fonds=fonds) for _ in range(200)])
    records = list(Record.objects.all())

    with django_assert_max_num_queries(10):
        assert len(archivist.get(address(fonds, "&size=200")).context["rows"]) == 200
    with django_assert_max_num_queries(35):
        answer = archivist.post(
            address(fonds, "&size=200"), posted(*records, **{f"{each.ulid}:retention": "D30" for each in records})
        )
    assert answer.status_code == 302
    assert Record.objects.filter(retention="D30", version=2).count() == 200


def test_the_address_is_named():
    assert reverse("description:cells") == CELLS
