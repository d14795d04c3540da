"""A secrecy level is not got rid of by the way: not by editing, not in the grid, not by a batch, not by a list."""

from __future__ import annotations

import datetime as dt

import pytest

from lantai.base.accounts.access import OPERATOR, Actor, Right
from lantai.base.audit.models import Event
from lantai.engines.search.models import OutboxEntry
from lantai.holdings.catalogue.actions import (
    Description,
    RecordChange,
    describe_records,
    move_to_volumes,
    set_opening_state,
)
from lantai.holdings.catalogue.bindings import Deed, RecordIsBound, obstacles
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import ON_PAPER, RecordFactory
from lantai.holdings.description.actions import edit_record, edit_records
from lantai.holdings.imports.actions import check_import, commit_import, receive_list
from lantai.holdings.merging.actions import merge_records, undo_merge
from lantai.holdings.merging.choosing import Choices
from lantai.holdings.preservation.models import Mark
from lantai.services.opening.actions import Declassified, declassify
from lantai.services.opening.past import declassified
from lantai.services.opening.queries.secret import secret_sheet

pytestmark = pytest.mark.django_db
SAID = Declassified("云溪区人民政府办公室", "original", "云政解〔2026〕1号", dt.date(2026, 1, 5))


@pytest.fixture
def record(fonds):
    return RecordFactory(fonds=fonds, secrecy="机密★10年")


def archivist(record, *more):
    rights = frozenset({Right.DESCRIBE, Right.READ_UNOPENED, *more})
    return Actor("著录员", "archivist", None, {record.institution_id: rights})


def edited(record, actor, *, level="", reason=""):
    values = {"secrecy": level}
    return edit_record(actor=actor, record=record, version=record.version, values=values, reason=reason)


@pytest.mark.parametrize("level", ["", "公开", "内部"])
def test_a_level_is_not_taken_away_by_editing(record, level):
    with pytest.raises(RecordIsBound):
        edited(record, archivist(record), level=level, reason="著录有误")
    change = RecordChange(record, {"title": "改题名", "secrecy": level})
    with pytest.raises(RecordIsBound):
        edit_records(actor=archivist(record), fonds=record.fonds, changes=[change], reason="整理")

    assert Record.objects.get(pk=record.pk).secrecy == "机密★10年"
    edited(record, archivist(record), level="机密")  # still a level: nothing opens by that


def test_what_the_original_body_declassified_may_say_so(record):
    declassify(actor=OPERATOR, record=record, said=SAID)

    assert edited(record, archivist(record)).secrecy == ""


@pytest.mark.parametrize(
    ("level", "opens"), [("機密", True), ("密级：机密★30年", True), ("绝密", False), ("限", False)]
)
def test_a_declassification_ends_the_grade_that_was_borne_and_no_other(record, level, opens):
    declassify(actor=OPERATOR, record=record, said=SAID)
    set_opening_state(actor=OPERATOR, record=record, state="open", decision=ON_PAPER)

    edited(record, archivist(record), level=level)

    assert Record.objects.get(pk=record.pk).is_open is opens
    assert bool(list(obstacles([record.pk], Deed.OPEN))) is not opens
    assert list(declassified([record.pk])) == ([record.pk] if opens else [])
    Record.objects.filter(pk=record.pk).update(opening_state="open")  # as a list of before may have it
    listed = secret_sheet(archivist(record, Right.APPROVE_OPENING), place="").items
    assert [each.pk for each in listed] == ([] if opens else [record.pk])


def test_who_approves_opening_corrects_a_level_with_a_reason_that_is_kept(record):
    approver = archivist(record, Right.APPROVE_OPENING)
    with pytest.raises(RecordIsBound):
        edited(record, approver, reason=" ")

    assert edited(record, approver, reason="录入时误标，原件无密级标志").secrecy == ""

    event = Event.objects.get(verb="record:secrecy:correct")
    assert (event.data["from"], event.data["reason"]) == ("机密★10年", "录入时误标，原件无密级标志")


def test_a_list_that_comes_again_takes_no_level_away(fonds, home, tmp_path):
    record = RecordFactory(fonds=fonds, code=f"{fonds.code}-1-1", title="旧题名", secrecy="限制")
    other = RecordFactory(fonds=fonds, code=f"{fonds.code}-1-2", title="旧题名", secrecy="限制")
    declassify(actor=OPERATOR, record=other, said=SAID)
    path = tmp_path / "目录.csv"
    path.write_text(f"档号,题名,密级\n{record.code},新题名,公开\n{other.code},新题名,公开\n", encoding="utf-8")

    batch = receive_list(actor=OPERATOR, fonds=fonds, path=path, take="update")
    commit_import(actor=OPERATOR, batch=check_import(actor=OPERATOR, batch=batch))

    rows = Record.objects.filter(fonds=fonds).order_by("code")
    assert list(rows.values_list("title", "secrecy")) == [("旧题名", "限制"), ("新题名", "公开")]


@pytest.mark.parametrize(
    ("level", "state"), [("限制", "unreviewed"), ("待定", "unreviewed"), ("内部", "open"), ("", "open")]
)
def test_a_list_opens_nothing_whose_level_nobody_knows(fonds, home, tmp_path, level, state):
    path = tmp_path / "目录.csv"
    path.write_text(f"档号,题名,密级,开放状态\n{fonds.code}-1-1,题名,{level},开放\n", encoding="utf-8")

    batch = check_import(actor=OPERATOR, batch=receive_list(actor=OPERATOR, fonds=fonds, path=path))
    commit_import(actor=OPERATOR, batch=batch)

    assert Record.objects.get(fonds=fonds).opening_state == state


def test_no_act_enters_as_open_what_may_be_a_secret(fonds):
    said = Description(code="S-1", title="题名", secrecy="限制", opening_state="open")
    (record,) = describe_records(actor=OPERATOR, fonds=fonds, descriptions=[("0" * 26, said)])

    assert Record.objects.get(pk=record.pk).opening_state == "unreviewed"


def test_no_item_leaves_the_volume_whose_level_keeps_it_closed_and_no_open_one_gets_there(fonds):
    volume = RecordFactory(fonds=fonds, level="volume", secrecy="机密★10年")
    inside = RecordFactory(fonds=fonds, parent=volume)
    own = RecordFactory(fonds=fonds, parent=volume, secrecy="秘密")
    outside = RecordFactory(fonds=fonds, opening_state="open")

    def move(record, to):
        move_to_volumes(actor=OPERATOR, fonds=fonds, places=[(record, to)], reason="移卷")

    with pytest.raises(RecordIsBound, match="密级"):
        move(inside, None)
    with pytest.raises(RecordIsBound, match="机密"):
        move(outside, volume)
    move(own, None)  # its own level goes with it
    declassify(actor=OPERATOR, record=volume, said=SAID)
    move(inside, None)
    assert not volume.children.exists()


def test_an_open_record_that_is_given_a_level_is_closed_with_it(fonds):
    opened, other, ended = (
        RecordFactory(fonds=fonds, opening_state="open", secrecy=level) for level in ("", "", "机密")
    )
    declassify(actor=OPERATOR, record=ended, said=SAID)
    edited(ended, archivist(ended))

    for record in (opened, ended):
        edited(record, archivist(record), level="机密★10年")
    edited(other, archivist(other), level="内部")

    states = [Record.objects.get(pk=record.pk).opening_state for record in (opened, other, ended)]
    assert states == ["restricted", "open", "open"]
    event = Event.objects.get(verb="record:opening:close")
    assert (event.subject_id, event.data["reason"]) == (opened.ulid, "密级：机密★10年")


def test_open_items_of_a_volume_that_is_given_a_level_are_closed_with_it(fonds):
    volume = RecordFactory(fonds=fonds, level="volume", opening_state="open")
    items = [RecordFactory(fonds=fonds, parent=volume, opening_state="open"), RecordFactory(fonds=fonds, parent=volume)]
    before = items[1].opening_state
    elsewhere = RecordFactory(fonds=fonds, opening_state="open")
    OutboxEntry.objects.all().delete()
    Mark.objects.all().delete()

    edited(volume, archivist(volume), level="机密★10年")

    after = [Record.objects.get(pk=each.pk) for each in (volume, *items, elsewhere)]
    assert [each.opening_state for each in after] == ["restricted", "restricted", before, "open"]
    assert after[1].version == items[0].version + 1
    told = {event.subject_id: event.data["reason"] for event in Event.objects.filter(verb="record:opening:close")}
    assert told == {volume.ulid: "密级：机密★10年", items[0].ulid: "所在案卷密级：机密★10年"}
    shut = {volume.pk, items[0].pk}
    assert set(OutboxEntry.objects.closing().values_list("key", flat=True)) == shut
    assert set(Mark.objects.filter(kind="record").values_list("key", flat=True)) >= shut


# ── two records become one ──


def merged(keep, absorb, **texts):
    said = {"choices": Choices(texts), "reason": "重复著录", "versions": (keep.version, absorb.version)}
    return merge_records(actor=archivist(keep), keep=keep, absorb=absorb, **said)


def states_of(*records):
    return [Record.every.get(pk=each.pk).opening_state for each in records]


def test_what_takes_a_level_over_by_a_merge_is_closed_with_it_and_stays_closed_when_that_is_taken_back(fonds, home):
    keep = RecordFactory(fonds=fonds, level="volume", opening_state="open", secrecy="公开")
    absorb = RecordFactory(fonds=fonds, level="volume", opening_state="open", secrecy="限制")
    items = [RecordFactory(fonds=fonds, parent=volume, opening_state="open") for volume in (keep, absorb)]
    OutboxEntry.objects.all().delete()

    merge = merged(keep, absorb)

    assert states_of(keep, *items) == ["restricted"] * 3
    assert {keep.pk, *(each.pk for each in items)} <= set(OutboxEntry.objects.closing().values_list("key", flat=True))
    closed = {event.subject_id: event.data["reason"] for event in Event.objects.filter(verb="record:opening:close")}
    assert set(closed) == {keep.ulid, *(each.ulid for each in items)}
    assert all("限制" in reason for reason in closed.values())
    assert Record.objects.get(pk=items[1].pk).version == items[1].version + 1
    undo_merge(actor=archivist(keep), merge=merge)
    assert states_of(keep, absorb, *items) == ["restricted"] * 4
    assert Record.objects.get(pk=absorb.pk).secrecy == "限制"


def test_open_items_that_come_below_a_level_by_a_merge_are_closed(fonds, home):
    keep = RecordFactory(fonds=fonds, level="volume", opening_state="restricted", secrecy="限制")
    absorb = RecordFactory(fonds=fonds, level="volume", opening_state="restricted", secrecy="公开")
    item = RecordFactory(fonds=fonds, parent=absorb, opening_state="open")
    plain = [RecordFactory(fonds=fonds, level="volume", opening_state="restricted") for _ in range(2)]
    left = RecordFactory(fonds=fonds, parent=plain[1], opening_state="open")

    merged(keep, absorb)
    merged(*plain)

    assert states_of(item, left) == ["restricted", "open"]


def test_no_record_escapes_its_volume_or_its_own_level_by_a_merge(fonds, home):
    volume = RecordFactory(fonds=fonds, level="volume", secrecy="机密★10年")
    inside, outside = RecordFactory(fonds=fonds, parent=volume), RecordFactory(fonds=fonds)
    ended, stands = (RecordFactory(fonds=fonds, secrecy="限制") for _ in range(2))
    declassify(actor=OPERATOR, record=ended, said=SAID)

    with pytest.raises(RecordIsBound):
        merged(outside, inside, parent="keep")
    with pytest.raises(RecordIsBound):
        merged(ended, stands)
    declassify(actor=OPERATOR, record=volume, said=SAID)
    merged(outside, inside, parent="keep")
    assert Record.objects.count() == 4
