"""A change of many records: counted, carried out each exactly once, undone; what somebody changed since stays."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.engines.jobs.models import Job
from lantai.engines.jobs.tests.inline import work
from lantai.holdings.catalogue.actions import RecordChange, change_records
from lantai.holdings.catalogue.models import Record, RecordVersion, Series
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.description.actions import (
    ChangeNotNow,
    carry_out_change,
    count_change,
    prepare_change,
    undo_change,
)
from lantai.holdings.description.actions.preparing import PIECE, SHOWN
from lantai.holdings.description.models import BatchChange, ChangeBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def archivist(client, home):
    client.force_login(person(Role.ARCHIVIST))
    return client


@pytest.fixture
def fonds(home):
    return FondsFactory()


def prepared(fonds, *, chosen=None, **change):
    change = {"key": "creator", "how": "set", "text": "云溪区政府办", **change}
    batch = prepare_change(actor=OPERATOR, fonds=fonds, chosen=chosen or {}, change=change)
    return count_change(actor=OPERATOR, batch=batch)


def done(fonds, **change):
    return carry_out_change(actor=OPERATOR, batch=prepared(fonds, **change))


def creators():
    return set(Record.objects.values_list("creator", flat=True))


def test_counting_touches_no_record_and_shows_the_first(fonds):
    RecordFactory.create_batch(3, fonds=fonds)
    RecordFactory(fonds=fonds, creator="云溪区政府办")

    batch = prepared(fonds)

    assert (batch.state, batch.matched, batch.to_change, batch.refused) == ("counted", 4, 3, 0)
    assert batch.preview[0][2:] == ["云溪区人民政府办公室", "云溪区政府办"]
    assert not RecordVersion.objects.exists()


def test_only_what_is_chosen_is_changed(fonds):
    series = Series.objects.create(fonds=fonds, code="BGS", title="办公室")
    RecordFactory(fonds=fonds, title="关于春耕的通知", year=1980, series=series)
    RecordFactory(fonds=fonds, title="关于春耕的通知", year=1990, series=series)
    RecordFactory(fonds=fonds, title="关于秋收的通知", year=1980, series=series)
    RecordFactory(fonds=fonds, title="关于春耕的通知", year=1980)
    RecordFactory(fonds=FondsFactory(code="J009"), title="关于春耕的通知", year=1980)

    batch = done(fonds, chosen={"words": "春耕", "year_to": 1985, "series": series.ulid})

    assert (batch.state, batch.changed) == ("done", 1)


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"how": "replace", "find": "云溪县", "text": "云溪区"}, "云溪区关于云溪区水渠的批复"),
        ({"how": "append", "text": "（复印件）"}, "云溪县关于云溪县水渠的批复（复印件）"),
        ({"how": "prepend", "text": "抄件："}, "抄件：云溪县关于云溪县水渠的批复"),
        ({"how": "set", "text": "批复"}, "批复"),
    ],
)
def test_a_text_is_set_replaced_and_added_to(fonds, change, title):
    record = RecordFactory(fonds=fonds, title="云溪县关于云溪县水渠的批复")

    done(fonds, key="title", **change)

    record.refresh_from_db()
    assert record.title == title


def test_elements_and_dates_are_changed_too(fonds):
    record = RecordFactory(fonds=fonds, elements={"genre": "批复"})

    done(fonds, key="elements:language", text="汉文")
    done(fonds, key="date", text="民国三十七年")

    record.refresh_from_db()
    assert record.elements == {"genre": "批复", "language": "汉文"}
    assert (record.date_text, record.date_start.year) == ("民国三十七年", 1948)


def test_what_cannot_take_it_is_told_and_left_alone(fonds):
    volume = RecordFactory(fonds=fonds, level="volume", document_number="")
    RecordFactory(fonds=fonds, document_number="字号")
    RecordFactory(fonds=fonds, title="全文")

    number = done(fonds, key="document_number", text="云政发〔1987〕1号")
    emptied = done(fonds, key="title", how="replace", find="全文", text="")

    assert [each[3] for each in number.left_alone] == ["its level does not have this"] or "层级" in number.left_alone[
        0
    ][3]
    assert number.refused == 1
    assert (emptied.refused, emptied.changed) == (1, 0)
    volume.refresh_from_db()
    assert volume.document_number == ""


def test_each_change_leaves_a_version_and_an_event_for_its_record(fonds):
    record = RecordFactory(fonds=fonds)

    batch = done(fonds, reason="统一责任者")

    assert RecordVersion.objects.get(record=record).reason == "统一责任者"
    event = Event.objects.get(verb="record:describe")
    assert event.data == {"fields": ["creator"], "change": batch.ulid}
    assert Event.objects.get(verb="change:carry_out").data["changed"] == 1


class Killed(BaseException):
    """What a kill does: no handler sees it, nothing is tidied up."""


def killed_after(pieces):
    def progress(_done):
        nonlocal pieces
        pieces -= 1
        if not pieces:
            raise Killed

    return progress


@pytest.mark.slow
def test_killed_it_goes_on_and_changes_each_exactly_once(fonds):
    Record.objects.bulk_create([RecordFactory.build(fonds=fonds) for _ in range(2 * PIECE + 10)])
    batch = prepared(fonds, key="note", how="append", text="核")
    assert len(batch.preview) == SHOWN

    for pieces in (1, 2):
        with pytest.raises(Killed):
            carry_out_change(actor=OPERATOR, batch=batch, progress=killed_after(pieces))
    batch = carry_out_change(actor=OPERATOR, batch=batch)

    assert batch.changed == 2 * PIECE + 10
    assert set(Record.objects.values_list("note", "version")) == {("核", 2)}
    assert RecordVersion.objects.count() == BatchChange.objects.count() == 2 * PIECE + 10

    with pytest.raises(Killed):
        undo_change(actor=OPERATOR, batch=batch, progress=killed_after(1))
    batch = undo_change(actor=OPERATOR, batch=batch)

    assert (batch.state, batch.undone, batch.stayed) == ("undone", 2 * PIECE + 10, 0)
    assert set(Record.objects.values_list("note", "version")) == {("", 3)}


def test_undoing_leaves_alone_what_was_changed_since(fonds):
    one, other = RecordFactory.create_batch(2, fonds=fonds)
    batch = done(fonds)
    other.refresh_from_db()
    change_records(actor=OPERATOR, fonds=fonds, changes=[RecordChange(other, {"creator": "手改"})])

    batch = undo_change(actor=OPERATOR, batch=batch)

    assert creators() == {"云溪区人民政府办公室", "手改"}
    assert (batch.undone, batch.stayed) == (1, 1)
    assert batch.kept == [[other.ulid, other.code, other.title]]
    assert one.ulid not in str(batch.kept)


def test_it_is_done_and_undone_once_only(fonds):
    RecordFactory(fonds=fonds)
    batch = done(fonds)

    with pytest.raises(ChangeNotNow):
        carry_out_change(actor=OPERATOR, batch=batch)
    undo_change(actor=OPERATOR, batch=batch)
    with pytest.raises(ChangeNotNow):
        undo_change(actor=OPERATOR, batch=batch)
    with pytest.raises(ChangeNotNow):
        count_change(actor=OPERATOR, batch=batch)


def test_a_piece_costs_as_many_queries_as_one_record(fonds, django_assert_max_num_queries):
    RecordFactory.create_batch(40, fonds=fonds)
    batch = prepared(fonds)
    with django_assert_max_num_queries(45):
        carry_out_change(actor=OPERATOR, batch=batch)


# The pages


FORM = {"key": "creator", "how": "set", "text": "云溪区政府办", "reason": "统一"}


def test_from_the_form_to_the_undoing(archivist, fonds):
    record = RecordFactory(fonds=fonds)
    empty = archivist.get(reverse("description:changes")).content.decode()

    answer = archivist.post(reverse("description:change_new"), {**FORM, "fonds": fonds.ulid})
    batch = ChangeBatch.objects.get()
    waiting = archivist.get(answer.headers["Location"]).content.decode()
    work()
    preview = archivist.get(answer.headers["Location"]).content.decode()
    archivist.post(reverse("description:carry_out", args=[batch.ulid]))
    work()
    changed = creators()
    archivist.post(reverse("description:undo", args=[batch.ulid]))
    work()

    assert "撤销" in empty
    assert "等待" in waiting
    assert "政府办</ins>" in preview or "<del>" in preview
    assert changed == {"云溪区政府办"}
    record.refresh_from_db()
    assert record.creator == "云溪区人民政府办公室"
    assert Job.objects.filter(kind="change", state="done").count() == 3
    assert "已撤销" in archivist.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"key": "no_such"}, ""),
        ({"how": "replace"}, "要查找"),
        ({"how": "append", "text": " "}, "要添加"),
        ({"key": "date", "how": "append"}, "整体设置"),
        ({"key": "title", "text": ""}, "必须著录"),
        ({"key": "year", "text": "x"}, "不是整数"),
        ({"key": "secrecy", "text": "机密"}, "涉密"),
        ({"year_from": "x"}, ""),
        ({"series": "NO"}, "类别"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_in_words(archivist, fonds, wrong, said):
    answer = archivist.post(reverse("description:change_new"), {**FORM, "fonds": fonds.ulid, **wrong})

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not ChangeBatch.objects.exists()


def test_nobody_changes_the_records_of_others(client, fonds):
    batch = prepared(fonds)
    client.force_login(outsider())

    assert client.post(reverse("description:change_new"), {**FORM, "fonds": fonds.ulid}).status_code == 400
    assert client.get(reverse("description:change", args=[batch.ulid])).status_code == 404
    assert fonds.title not in client.get(reverse("description:changes")).content.decode()
    for name in ("count", "carry_out", "undo"):
        assert client.post(reverse(f"description:{name}", args=[batch.ulid])).status_code == 404


def test_what_is_not_possible_now_is_told_on_the_page(archivist, fonds):
    batch = prepared(fonds)

    answer = archivist.post(reverse("description:undo", args=[batch.ulid]), follow=True)

    assert "不能" in answer.content.decode()


def test_only_the_progress_is_asked_for_while_it_runs(archivist, fonds):
    batch = prepared(fonds)
    address = reverse("description:change", args=[batch.ulid])

    ended = archivist.get(address, headers={"HX-Request": "true"})

    assert ended.headers["HX-Refresh"] == "true"
    assert "<html" not in ended.content.decode()


def test_many_changes_and_rows_cost_no_more_than_one(archivist, fonds, django_assert_max_num_queries):
    RecordFactory.create_batch(20, fonds=fonds)
    for _ in range(12):
        batch = prepared(fonds)
    for address in (reverse("description:changes"), reverse("description:change", args=[batch.ulid])):
        with django_assert_max_num_queries(6):
            assert archivist.get(address).status_code == 200
