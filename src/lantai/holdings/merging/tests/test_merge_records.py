"""One record merged into another and taken out again: everything goes over, and exactly that comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps

from lantai.base.accounts.access import ANONYMOUS, OPERATOR, NotAllowed, Scope
from lantai.base.audit.models import Event
from lantai.engines.search.models import OutboxEntry
from lantai.holdings.arrangement.models import FondsFileEntry
from lantai.holdings.catalogue.actions import (
    Person,
    RecordChange,
    RecordHasChanged,
    bearers,
    change_records,
    enter_persons,
    held_codes,
    persons_of,
    set_opening_state,
)
from lantai.holdings.catalogue.models import Component, PersonEntry, PersonKey, Record, RecordTally, Series
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.catalogue.tests.factories import (
    ON_PAPER,
    FondsFactory,
    PersonEntryFactory,
    RecordFactory,
    ReferenceCodeFactory,
)
from lantai.holdings.description.actions import decide_pair
from lantai.holdings.description.models import RecordPair
from lantai.holdings.entry.models import EntryItem, EntryTask
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.merging import actions as refusals
from lantai.holdings.merging.actions import merge_records, undo_merge
from lantai.holdings.merging.choosing import Choices
from lantai.holdings.merging.models import Merge
from lantai.holdings.people.models import PersonLink
from lantai.holdings.preservation.models import StoredFile

GROWS = {
    "audit_event", "audit_head", "catalogue_recordversion", "merging_merge", "preservation_mark", "search_outboxentry",
}  # fmt: skip
COUNTS_ON = {"version", "changed_at"}
"""History only grows: events, versions and their numbers, what waits for the index. Everything else comes back."""


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row there is, without what only grows."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in GROWS and "django_tasks" not in model._meta.db_table:
            told = list(model._base_manager.order_by("pk").values())
            found[model._meta.db_table] = [
                {k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items() if k not in COUNTS_ON}
                for row in told
            ]
    return found


@pytest.fixture
def fonds(db, home):
    return FondsFactory()


@pytest.fixture
def two(fonds):
    """Two descriptions of one thing, each with all that a record may have; a third record that others speak of."""
    series = Series.objects.create(fonds=fonds, code="WS", title="文书档案")
    keep = RecordFactory(fonds=fonds, title="关于春耕的通知", note="", elements={"keywords": ["春耕"]}, fields={})
    absorb = RecordFactory(
        fonds=fonds, title="关于春耕工作的通知", note="原件破损", series=series, elements={"abstract": "安排春耕。"},
        fields={"柜号": "3", "身份证号": "*"},
    )  # fmt: skip
    for record in (keep, absorb):
        ReferenceCodeFactory(record=record)
        pages_of(record, 2)
    ReferenceCodeFactory(record=absorb, kind="unit", display="B-7", key="B-7")
    RecordFactory(fonds=fonds, parent=absorb)
    third = RecordFactory(fonds=fonds)
    _persons(keep, absorb, third)
    _links(keep, absorb, third)
    Component.objects.create(record=keep, position=1, kind="fair_copy", title="正本")
    Component.objects.create(record=absorb, position=1, kind="fair_copy", title="正本")
    Component.objects.create(record=absorb, position=2, kind="annex", title="附件")
    return keep, absorb, third


def _persons(keep, absorb, third):
    for record, name, more in (
        (keep, "程志远", {}),
        (absorb, "程志远", {"unit": "云溪农机站", "position": 0, "id_cipher": b"\x01\x02", "id_last4": "5429"}),
        (absorb, "单秀珍", {"position": 1, "role": "bride"}),
        (third, "程志远", {}),
    ):
        entry = PersonEntryFactory(record=record, name=name, **more)
        PersonKey.objects.create(entry=entry, record=record, key=hash(name) % 1000)
        PersonKey.objects.create(entry=entry, record=record, key=entry.pk)


def _links(keep, absorb, third):
    mine, theirs, other = (PersonEntry.objects.get(record=each, name="程志远") for each in (keep, absorb, third))
    for first, second, state in ((mine, theirs, "proposed"), (theirs, other, "confirmed"), (mine, other, "proposed")):
        PersonLink.objects.create(first=first, second=second, kind="same", score=500, state=state)
    for first, second, state in ((keep, absorb, "linked"), (absorb, third, "linked"), (keep, third, "proposed")):
        RecordPair.objects.create(first=first, second=second, score=400, state=state)
    both, one = (FondsFileEntry.objects.create(fonds=keep.fonds, part="note", title=title) for title in "甲乙")
    both.records.add(keep, absorb)
    one.records.add(absorb)


def merged(keep, absorb, **more):
    told = {"choices": Choices(), "reason": "同一文件重复著录", "versions": (keep.version, absorb.version)} | more
    return merge_records(actor=OPERATOR, keep=keep, absorb=absorb, **told)


def same(keep, absorb):
    """That the 程志远 of both is one person."""
    mine, theirs = (PersonEntry.objects.get(record=each, name="程志远").pk for each in (keep, absorb))
    return {theirs: mine}


def test_everything_goes_over_and_the_absorbed_record_points_there(two):
    keep, absorb, _third = two
    merge = merged(keep, absorb, choices=Choices({"title": "absorb"}, same(keep, absorb)))

    kept = Record.objects.get(pk=keep.pk)
    assert (kept.title, kept.note, kept.series_id) == ("关于春耕工作的通知", "原件破损", absorb.series_id)
    assert kept.elements == {"keywords": ["春耕"], "abstract": "安排春耕。"}
    assert kept.fields == {"柜号": "3", "身份证号": "*"}
    assert list(Page.objects.filter(record=kept).values_list("position", flat=True)) == [1, 2, 3, 4]
    assert StoredFile.objects.filter(stored__record=kept).count() == 4
    assert [(p.name, p.unit, p.id_last4) for p in kept.persons.all()] == [
        ("程志远", "云溪农机站", "5429"), ("单秀珍", "", ""),
    ]  # fmt: skip
    assert [c.title for c in kept.components.all()] == ["正本", "附件"]
    assert Record.objects.filter(parent=kept).count() == 1
    retired = Record.every.get(pk=absorb.pk)
    assert (retired.merged_into_id, retired.code, retired.title) == (keep.pk, absorb.code, absorb.title)
    assert merge.moved["files"] == 2
    assert merge.moved["same_persons"] == 1


def test_links_and_mentions_follow_and_none_is_doubled(two):
    keep, absorb, third = two
    merged(keep, absorb, choices=Choices(same=same(keep, absorb)))

    pairs = {(p.first_id, p.second_id): p.state for p in RecordPair.objects.all()}
    assert pairs == {(keep.pk, absorb.pk): "merged", (keep.pk, third.pk): "linked"}
    link = PersonLink.objects.get()
    assert (link.first.record_id, link.second.record_id, link.state) == (keep.pk, third.pk, "confirmed")
    assert [list(each.records.all()) for each in FondsFileEntry.objects.order_by("title")] == [[keep], [keep]]


def test_its_codes_are_codes_of_before_and_nothing_else_counts_it(two):
    keep, absorb, _third = two
    fonds, seen = keep.fonds, Record.objects.count()
    merged(keep, absorb)

    assert bearers(fonds, [absorb.code_key, "B-7"]) == {absorb.code_key: (keep.pk,), "B-7": (keep.pk,)}
    assert held_codes(fonds, [absorb.code_key]) == {}
    assert Record.objects.count() == seen - 1 == RecordTally.objects.total()
    assert fonds.records.count() == seen - 1
    assert not Record.objects.visible_to(Scope(True, frozenset())).filter(pk=absorb.pk).exists()
    assert {keep.pk, absorb.pk} <= set(OutboxEntry.objects.values_list("key", flat=True))


def test_it_leaves_one_event_and_a_version_of_both(two):
    keep, absorb, _third = two
    merged(keep, absorb, choices=Choices({"title": "absorb"}))

    event = Event.objects.get(verb="record:merge")
    assert (event.subject_id, event.data["absorbed"], event.data["reason"]) == (
        keep.ulid, absorb.ulid, "同一文件重复著录",
    )  # fmt: skip
    said = keep.versions.get().said
    assert said["title"] == "关于春耕的通知"
    assert [each["name"] for each in said["persons"]] == ["程志远"]
    assert absorb.versions.get().reason == "同一文件重复著录"


@pytest.mark.parametrize("chosen", ["offered", "all of the other"])
def test_taken_back_every_row_is_what_it_was(two, chosen):
    keep, absorb, _third = two
    before = rows()
    texts = dict.fromkeys(("title", "document_number", "date", "creator"), "absorb") if chosen != "offered" else {}
    merge = merged(keep, absorb, choices=Choices(texts, same(keep, absorb) if texts else None))
    assert rows() != before

    undo_merge(actor=OPERATOR, merge=merge)

    after = rows()
    assert {name: after[name] for name in after if after[name] != before[name]} == {}
    assert Event.objects.filter(verb="record:merge:undo").count() == 1
    assert keep.versions.count() == 2
    with pytest.raises(refusals.AlreadyTakenBack):
        undo_merge(actor=OPERATOR, merge=merge)


def test_it_is_not_taken_back_over_what_was_changed_since(two):
    keep, absorb, _third = two
    merge = merged(keep, absorb)
    kept = Record.objects.select_related("fonds").get(pk=keep.pk)
    change_records(actor=OPERATOR, fonds=keep.fonds, changes=[RecordChange(kept, {"note": "另记"})])
    Page.objects.filter(record=keep, position=4).update(version=2)

    with pytest.raises(refusals.ChangedSinceMerge, match=r"著录内容.*各页文字"):
        undo_merge(actor=OPERATOR, merge=merge)

    assert Merge.objects.get().undone_at is None
    change_records(actor=OPERATOR, fonds=keep.fonds, changes=[RecordChange(kept, {"note": "原件破损"})])
    Page.objects.filter(record=keep, position=4).update(version=1)
    assert undo_merge(actor=OPERATOR, merge=merge).is_undone


def persons_now(record) -> list[tuple[str, str, str]]:
    return [(each.name, each.unit, each.id_last4) for each in PersonEntry.objects.filter(record=record)]


@pytest.fixture
def named(fonds):
    """Two records with persons as people enter them; 程志远 of both is one."""
    keep, absorb = RecordFactory(fonds=fonds), RecordFactory(fonds=fonds)
    enter_persons([
        (keep, [Person("程志远", "groom"), Person("甄临川", "witness")]),
        (absorb, [
            Person("程志远", "groom", unit="云溪农机站", id_number="999999195611205429"), Person("单秀珍", "bride"),
            Person("丁小满", "witness"),
        ]),
    ])  # fmt: skip
    before = persons_now(keep), persons_now(absorb)
    merge = merged(keep, absorb, choices=Choices(same=same(keep, absorb)))
    return keep, absorb, merge, before


def say(record, persons):
    kept = Record.objects.select_related("fonds").get(pk=record.pk)
    change_records(actor=OPERATOR, fonds=kept.fonds, changes=[RecordChange(kept, {"persons": persons})])


def test_persons_entered_anew_who_say_the_same_go_back(named):
    keep, absorb, merge, before = named
    told = persons_of(Record.objects.get(pk=keep.pk), person_keys())
    say(keep, told[::-1])
    say(keep, told)
    assert not PersonEntry.objects.filter(pk__in=[one["pk"] for one in merge.persons]).exists()

    undone = undo_merge(actor=OPERATOR, merge=merge)

    assert (persons_now(keep), persons_now(absorb)) == before
    assert undone.left == []
    assert Event.objects.get(verb="record:merge:undo").data.get("persons_left") is None
    assert find_keys(absorb) == {"程志远", "单秀珍", "丁小满"}


def find_keys(record) -> set[str]:
    """Who of a record is found by a key."""
    return set(PersonKey.objects.filter(entry__record=record).values_list("entry__name", flat=True))


def test_who_was_changed_since_stays_and_is_named_and_the_other_record_has_everybody_it_had(named):
    keep, absorb, merge, before = named
    groom, witness, bride, _taken_out = persons_of(Record.objects.get(pk=keep.pk), person_keys())
    say(keep, (replace(groom, unit="县农机站"), witness, replace(bride, name="单秀贞"), Person("新见证人", "witness")))

    undone = undo_merge(actor=OPERATOR, merge=merge)

    assert sorted(persons_now(absorb)) == sorted(before[1])
    assert [each[:2] for each in persons_now(keep)] == [
        ("程志远", "县农机站"), ("甄临川", ""), ("单秀贞", ""), ("新见证人", ""),
    ]  # fmt: skip
    assert undone.left == ["程志远", "单秀珍", "丁小满"]
    assert Event.objects.get(verb="record:merge:undo").data["persons_left"] == 3
    assert find_keys(absorb) == {"程志远", "单秀珍", "丁小满"}


def test_a_person_changed_in_its_own_row_is_not_taken_from_the_kept_record(named):
    keep, absorb, merge, before = named
    PersonEntry.objects.filter(record=keep, name="单秀珍").update(unit="云溪供销社")

    assert undo_merge(actor=OPERATOR, merge=merge).left == ["单秀珍"]
    assert persons_now(absorb) == before[1]
    assert persons_now(keep) == [*before[0], ("单秀珍", "云溪供销社", "")]


def test_persons_of_a_merge_from_before_they_were_kept_stand_in_the_way(named):
    keep, _absorb, merge, _before = named
    Merge.objects.update(persons=[])
    say(keep, ())
    with pytest.raises(refusals.ChangedSinceMerge, match="人"):
        undo_merge(actor=OPERATOR, merge=Merge.objects.get(pk=merge.pk))


def test_three_become_one_and_part_in_the_order_of_coming(two):
    keep, absorb, third = two
    before = rows()
    first = merged(keep, absorb)
    last = merged(third, Record.objects.get(pk=keep.pk))

    assert Page.objects.filter(record=third).count() == 4
    with pytest.raises(refusals.KeptWasMerged):
        undo_merge(actor=OPERATOR, merge=first)
    for merge in (last, first):
        undo_merge(actor=OPERATOR, merge=merge)
    assert rows() == before


def test_a_code_given_away_since_is_told(two):
    keep, absorb, _third = two
    merge = merged(keep, absorb)
    RecordFactory(fonds=keep.fonds, code=absorb.code)

    with pytest.raises(refusals.CodeTakenSince):
        undo_merge(actor=OPERATOR, merge=merge)


@pytest.mark.parametrize(
    ("made", "refusal"),
    [
        ({"opened": True}, refusals.OpeningDiffers),
        ({"level": "volume"}, refusals.LevelsDiffer),
        ({"secrecy": "秘密★10年"}, refusals.SecrecyDiffers),
        ({"secrecy": "仅供馆内"}, refusals.SecrecyDiffers),
    ],
)
def test_what_would_widen_access_or_mix_two_things_is_refused(fonds, made, refusal):
    keep, absorb = RecordFactory(fonds=fonds), RecordFactory(fonds=fonds, **made)
    for one, other in ((keep, absorb), (absorb, keep)):
        with pytest.raises(refusal):
            merged(one, other)
    assert not Event.objects.filter(verb="record:merge").exists()


def test_the_stricter_level_stays_whatever_is_chosen(fonds):
    keep, absorb = RecordFactory(fonds=fonds, secrecy="公开"), RecordFactory(fonds=fonds, secrecy="限制")
    merged(keep, absorb, choices=Choices({"secrecy": "keep"}))
    assert Record.objects.get(pk=keep.pk).secrecy == "限制"


def test_a_fresh_decision_on_both_lets_them_be_merged(fonds):
    keep, absorb = RecordFactory(fonds=fonds), RecordFactory(fonds=fonds, opened=True)
    set_opening_state(actor=OPERATOR, record=absorb, state="restricted", decision=ON_PAPER, reason="复核")
    set_opening_state(actor=OPERATOR, record=keep, state="restricted", decision=ON_PAPER, reason="复核")
    merged(keep, absorb)
    assert Record.objects.get(pk=keep.pk).opening_state == "restricted"


def test_two_fonds_are_not_merged_nor_a_volume_with_what_lies_in_it(fonds):
    keep = RecordFactory(fonds=fonds)
    below, elsewhere = RecordFactory(fonds=fonds, parent=keep), RecordFactory(fonds=FondsFactory(code="J002"))
    for other, refusal in (
        (elsewhere, refusals.FondsDiffer), (below, refusals.OneBelowOther), (keep, refusals.SameRecord),
    ):  # fmt: skip
        with pytest.raises(refusal):
            merged(keep, other)


def test_what_is_still_being_typed_waits(fonds):
    keep, absorb = RecordFactory(fonds=fonds), RecordFactory(fonds=fonds)
    task = EntryTask.objects.create(fonds=fonds, record_type="document", name="重录", made_by="柳文澜")
    item = EntryItem.objects.create(task=task, record=absorb, position=1, state="typed")
    with pytest.raises(refusals.BeingTyped, match="重录"):
        merged(keep, absorb)
    EntryItem.objects.filter(pk=item.pk).update(state="decided")
    assert merged(keep, absorb)


def test_whoever_read_an_older_version_is_told(fonds):
    keep, absorb = RecordFactory(fonds=fonds), RecordFactory(fonds=fonds)
    with pytest.raises(RecordHasChanged):
        merged(keep, absorb, versions=(1, 2))
    merged(keep, absorb)
    with pytest.raises(RecordHasChanged):
        merged(keep, absorb)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [({"reason": " "}, refusals.ReasonMissing), ({"choices": Choices(same={1: 2})}, refusals.ChoiceUnknown)],
)
def test_a_reason_is_needed_and_persons_are_those_of_the_records(fonds, more, refusal):
    with pytest.raises(refusal):
        merged(RecordFactory(fonds=fonds), RecordFactory(fonds=fonds), **more)


def test_two_persons_of_other_numbers_are_never_one(fonds):
    keep, absorb = RecordFactory(fonds=fonds), RecordFactory(fonds=fonds)
    mine = PersonEntryFactory(record=keep, id_hash="a" * 64)
    theirs = PersonEntryFactory(record=absorb, id_hash="b" * 64)
    with pytest.raises(refusals.ChoiceUnknown):
        merged(keep, absorb, choices=Choices(same={theirs.pk: mine.pk}))
    merged(keep, absorb)
    assert keep.persons.count() == 2


def test_what_a_decided_link_says_stays_when_it_is_taken_back(two):
    keep, absorb, third = two
    RecordPair.objects.exclude(first=keep, second=absorb).delete()
    RecordPair.objects.create(first=absorb, second=third, score=400)
    merge = merged(keep, absorb)
    pair = RecordPair.objects.get(second=third)
    decide_pair(actor=OPERATOR, pair=pair, together=True)
    undo_merge(actor=OPERATOR, merge=merge)
    pair.refresh_from_db()
    assert (pair.first_id, pair.state) == (absorb.pk, "linked")


def test_an_anonymous_reader_merges_nothing(fonds):
    keep, absorb = RecordFactory(fonds=fonds), RecordFactory(fonds=fonds)
    with pytest.raises(NotAllowed):
        merge_records(actor=ANONYMOUS, keep=keep, absorb=absorb, choices=Choices(), reason="同一文件", versions=(1, 1))
