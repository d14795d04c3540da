"""Items move into volumes, out of them and between them, one or many, seen before and undone; codes stay."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.engines.jobs.tests.inline import work
from lantai.holdings.arrangement.actions import (
    AlreadyThere,
    commit_batch,
    plan_classification,
    plan_moving,
    put_into_class,
    put_into_volume,
    undo_batch,
)
from lantai.holdings.arrangement.choosing import Chosen, NothingChosen
from lantai.holdings.arrangement.models import ArrangementBatch
from lantai.holdings.arrangement.moves import NoSuchVolume, volume_in_code, volume_named
from lantai.holdings.arrangement.reasons import ReasonMissing
from lantai.holdings.arrangement.tests.described import codes_of, described
from lantai.holdings.catalogue.actions import (
    RecordHasChanged,
    SeriesMisplaced,
    VolumeUnfit,
    add_series,
    place_records,
    retire_series,
)
from lantai.holdings.catalogue.models import Record, RecordVersion
from lantai.holdings.catalogue.tests.factories import FondsFactory
from tests.support.world import add_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
LEFT, RIGHT = "J001-001-001", "J001-001-002"


@pytest.fixture
def fonds():
    return FondsFactory(code="J001", institution=InstitutionFactory(code="LT01"))


@pytest.fixture
def volumes(fonds):
    return described(fonds, LEFT, RIGHT, level="volume")


@pytest.fixture
def items(fonds, volumes):
    return described(fonds, *(f"{LEFT}-{n:03}" for n in (1, 2, 3)), parent=volumes[0])


def lies(record):
    parent = Record.objects.get(pk=record.pk).parent
    return parent.code if parent else None


def into(record, volume, **more):
    said = {"actor": OPERATOR, "record": record, "volume": volume, "version": record.version, "reason": "错卷"} | more
    return put_into_volume(**said)


def test_one_item_moves_its_code_stays_and_its_history_tells_where_it_lay(items, volumes):
    into(items[0], volumes[1])

    assert lies(items[0]) == RIGHT
    assert Record.objects.get(pk=items[0].pk).code == f"{LEFT}-001"
    assert RecordVersion.objects.get(record=items[0]).said == {"parent": LEFT}
    told = Event.objects.get(verb="record:move", subject_id=items[0].ulid).data
    assert (told["from"], told["to"], told["reason"]) == (LEFT, RIGHT, "错卷")


def test_an_item_leaves_its_volume_and_comes_back(items, volumes):
    into(items[0], None)
    assert lies(items[0]) is None
    assert volume_in_code(Record.objects.get(pk=items[0].pk)) == volumes[0]

    into(Record.objects.select_related("fonds__institution").get(pk=items[0].pk), volumes[0])
    assert lies(items[0]) == LEFT
    assert volume_in_code(Record.objects.get(pk=items[0].pk)) is None


def test_what_cannot_be_is_refused_and_nothing_changes(items, volumes, fonds):
    elsewhere = described(FondsFactory(code="J002"), "J002-001-001", level="volume")[0]

    for record, volume, refusal in (
        (volumes[0], volumes[1], VolumeUnfit),
        (items[0], items[1], VolumeUnfit),
        (items[0], elsewhere, VolumeUnfit),
        (items[0], volumes[0], AlreadyThere),
    ):
        with pytest.raises(refusal):
            into(record, volume)
    with pytest.raises(ReasonMissing):
        into(items[0], volumes[1], reason=" ")
    with pytest.raises(RecordHasChanged):
        into(items[0], volumes[1], version=9)
    with pytest.raises(NoSuchVolume):
        volume_named(fonds, items[0].code)
    assert lies(items[0]) == LEFT


def test_many_move_by_a_plan_that_says_which_codes_name_another_volume_and_is_undone(items, volumes, fonds):
    batch = plan_moving(actor=OPERATOR, fonds=fonds, chosen=Chosen(begins=LEFT), volume=volumes[1])

    assert batch.plan == {"volume": RIGHT, "strays": 3}
    assert batch.problems == {"misplaced": 1}  # the volume itself
    assert lies(items[0]) == LEFT
    into(items[2], None)  # somebody was faster

    batch = commit_batch(actor=OPERATOR, batch=batch, reason="并卷")
    assert [lies(item) for item in items] == [RIGHT, RIGHT, None]
    assert (batch.changed, batch.stayed) == (2, 1)
    assert codes_of(fonds)[1:4] == [f"{LEFT}-{n:03}" for n in (1, 2, 3)]
    assert Event.objects.get(verb="move:commit").data["changed"] == 2

    undo_batch(actor=OPERATOR, batch=batch, reason="误")
    assert [lies(item) for item in items] == [LEFT, LEFT, None]
    with pytest.raises(NothingChosen):
        plan_moving(actor=OPERATOR, fonds=fonds, chosen=Chosen(codes=(items[0].code_key,)), volume=volumes[0])


def test_a_code_that_agrees_with_the_new_volume_is_none_that_strays(volumes, fonds):
    (item,) = described(fonds, f"{RIGHT}-007")

    batch = plan_moving(actor=OPERATOR, fonds=fonds, chosen=Chosen(codes=(item.code_key,)), volume=volumes[1])

    assert batch.plan["strays"] == 0


def test_items_beside_their_volume_follow_it_into_another_class(items, volumes, fonds):
    old, new, own = (add_series(actor=OPERATOR, fonds=fonds, code=c, title=c) for c in ("A", "B", "C"))
    places = [(volumes[0], old), (items[0], old), (items[1], old), (items[2], own)]
    place_records(actor=OPERATOR, fonds=fonds, places=places, reason="整理")

    assert put_into_class(actor=OPERATOR, record=volumes[0], series=new, version=2, reason="调整") == 3

    stands = dict(Record.objects.exclude(series=None).values_list("code_key", "series__code"))
    assert stands == {LEFT: "B", f"{LEFT}-001": "B", f"{LEFT}-002": "B", f"{LEFT}-003": "C"}
    assert set(RecordVersion.objects.filter(version=2).values_list("said__series", flat=True)) == {"A A"}
    batch = plan_classification(actor=OPERATOR, fonds=fonds, chosen=Chosen(codes=(LEFT,), with_items=True), target=old)
    assert batch.rows == 3
    retire_series(actor=OPERATOR, series=own, version=1, reason="停用")
    own.refresh_from_db()
    with pytest.raises(SeriesMisplaced):
        put_into_class(actor=OPERATOR, record=Record.objects.get(pk=items[0].pk), series=own, version=3, reason="误")


@pytest.fixture
def archivist(client, fonds):
    client.force_login(add_person("archivist", fonds.institution, Role.ARCHIVIST))
    return client


def test_the_pages_move_one_and_many(archivist, items, volumes, fonds):
    place = reverse("arrangement:place", args=[items[0].ulid])
    single = reverse("arrangement:put_into_volume", args=[items[0].ulid])

    wrong = archivist.post(single, {"version": 1, "volume": "J001-9", "reason": "错卷"})
    assert (wrong.status_code, "J001-9" in wrong.content.decode()) == (422, True)
    assert archivist.post(single, {"version": 1, "volume": RIGHT, "reason": "错卷"}).url == place
    assert f"与所在案卷 {RIGHT} 不一致" in archivist.get(place).content.decode()

    many = reverse("arrangement:move", args=[fonds.ulid])
    assert archivist.post(many, {"codes": items[1].code}).status_code == 400  # neither into nor out
    assert archivist.post(many, {"to": RIGHT}).status_code == 400  # a whole fonds
    shown = archivist.post(many, {"codes": f"{items[1].code}\n{items[2].code}", "to": RIGHT}, follow=True)
    text = shown.content.decode()
    assert "2 个档号" in text
    assert f"?volume={RIGHT}" in text
    batch = ArrangementBatch.objects.get()
    archivist.post(reverse("arrangement:commit_plan", args=[batch.ulid]), {"reason": "并卷"})
    work()
    assert [lies(item) for item in items] == [RIGHT] * 3


def test_the_history_tells_of_places_and_restoring_leaves_them(archivist, items, volumes, fonds):
    series = add_series(actor=OPERATOR, fonds=fonds, code="A", title="甲类")
    into(items[0], volumes[1])
    record = Record.objects.select_related("fonds__institution").get(pk=items[0].pk)
    put_into_class(actor=OPERATOR, record=record, series=series, version=2, reason="归类")

    text = archivist.get(reverse("description:history", args=[record.ulid])).content.decode()
    answer = archivist.post(
        reverse("description:restore", args=[record.ulid, 1]), {"version": 3, "reason": "误"}, follow=True
    )

    assert "甲类" in text
    assert "所属案卷" in text
    assert answer.status_code == 200
    assert lies(items[0]) == RIGHT
