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
from lantai.holdings.description.cells import heads_of

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


def test_each_wrong_cell_is_named_at_the_head_with_a_way_to_it(archivist, fonds):
    records = RecordFactory.create_batch(22, fonds=fonds)
    data = posted(*records, **{f"{each.ulid}:date": "某日" for each in records})

    text = archivist.post(address(fonds), data).content.decode()

    first = Record.objects.order_by("code_key")[0]
    assert text.count('href="#c-') == 20
    assert f'href="#c-{first.ulid}%3Adate"' in text
    assert f'id="c-{first.ulid}:date"' in text
    assert "另有 2 处" in text


def test_terms_and_types_stand_in_words_and_are_typed_in_words(archivist, fonds):
    record = RecordFactory(fonds=fonds, retention="Y", record_type="document")
    more = "&columns=retention&columns=record_type"

    shown = archivist.get(address(fonds, more)).content.decode()
    same = {f"{record.ulid}:retention": "永久", f"{record.ulid}:record_type": "文书"}
    archivist.post(address(fonds, more), {f"{record.ulid}:v": 1} | same)
    record.refresh_from_db()
    assert 'value="永久"' in shown
    assert record.version == 1

    other = {f"{record.ulid}:retention": "定期30年", f"{record.ulid}:record_type": "婚姻登记"}
    archivist.post(address(fonds, more), {f"{record.ulid}:v": 1} | other)
    record.refresh_from_db()
    assert (record.retention, record.record_type) == ("D30", "marriage")


@pytest.mark.parametrize("term", ["随便", "三百年", "D0", "0年"])
def test_what_is_no_retention_is_refused(archivist, fonds, term):
    record = RecordFactory(fonds=fonds)

    answer = archivist.post(address(fonds), posted(record, **{f"{record.ulid}:retention": term}))

    assert answer.status_code == 400
    assert f"“{term}”不是保管期限" in answer.content.decode()


def test_a_column_says_under_which_headers_a_block_may_have_it():
    assert "文号" in heads_of("document_number", "文件编号").split("|")
    assert "STATEOFTHETEXT" in heads_of("elements:draft_type", "稿本").split("|")
    assert "页数" in heads_of("pages_declared", "页数").split("|")


def test_the_last_save_can_be_undone_but_for_what_was_changed_since(archivist, fonds):
    one, other, third = RecordFactory.create_batch(3, fonds=fonds, creator="甲局")
    wrong = {f"{each.ulid}:creator": "乙局" for each in (one, other)} | {f"{one.ulid}:date": "1990"}
    archivist.post(address(fonds), posted(one, other, third, **wrong))
    overtake(other, note="其后补充")
    offered = archivist.get(address(fonds)).content.decode()

    answer = archivist.post(address(fonds), {"undo": "1"}, follow=True).content.decode()

    one.refresh_from_db()
    other.refresh_from_db()
    assert "保存了 2 件" in offered
    assert (one.creator, one.date_text, one.version) == ("甲局", "19870312", 3)
    assert (other.creator, other.note) == ("乙局", "其后补充")
    assert "1 件已恢复原来的内容" in answer
    assert "1 件保持现状" in answer
    assert 'name="undo"' not in answer
    assert "撤销表格的上次保存" in archivist.get(f"/staff/records/{one.ulid}/versions").content.decode()


def test_nobody_undoes_the_save_of_another(archivist, client, fonds):
    record = RecordFactory(fonds=fonds, creator="甲局")
    archivist.post(address(fonds), posted(record, **{f"{record.ulid}:creator": "乙局"}))
    client.force_login(person(Role.ARCHIVIST))

    shown = client.get(address(fonds)).content.decode()
    client.post(address(fonds), {"undo": "1"})

    record.refresh_from_db()
    assert 'name="undo"' not in shown
    assert record.creator == "乙局"


def test_what_was_typed_stays_where_a_record_is_bound_to_what_it_says(archivist, fonds):
    bound, other = RecordFactory(fonds=fonds, secrecy="机密"), RecordFactory(fonds=fonds)
    typed = {f"{bound.ulid}:secrecy": "", f"{other.ulid}:title": "打好的题名"}
    columns = "&columns=title&columns=secrecy"

    answer = archivist.post(address(fonds, columns), {f"{bound.ulid}:v": 1, f"{other.ulid}:v": 1} | typed)

    assert answer.status_code == 409
    assert 'value="打好的题名"' in answer.content.decode()
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


@pytest.mark.parametrize(
    "query", ["&size=7", "&columns=no_such", "&year_from=x", "&series=NO", "&year_from=1990&year_to=1980"]
)
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
