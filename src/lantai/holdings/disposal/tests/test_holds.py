"""Holds: what each reach binds, from when until when, and who ends one."""

from __future__ import annotations

import datetime as dt

import pytest

from lantai.base.accounts.access import OPERATOR, NotAllowed
from lantai.holdings.catalogue.actions import (
    RecordChange,
    add_series,
    change_records,
    move_to_volumes,
    place_records,
)
from lantai.holdings.catalogue.bindings import Deed, RecordIsBound, obstacles
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.disposal.actions import (
    HoldEndsEarly,
    HoldIsReleased,
    HoldReachesNothing,
    HoldSaid,
    ReasonMissing,
    place_hold,
    release_hold,
)
from lantai.holdings.disposal.tests.lists import FIRST, HEAD

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 1, 1)


def bound(*records, deed=Deed.DESTROY):
    return [each.record for each in obstacles([record.pk for record in records], deed)]


def held(fonds, reach="fonds", **more):
    return place_hold(actor=FIRST, fonds=fonds, said=HoldSaid(reach, "诉讼", "云法〔2026〕3号", SINCE, **more))


def test_each_reach_binds_what_it_names_and_what_lies_below(django_assert_max_num_queries):
    fonds = FondsFactory()
    top = add_series(actor=OPERATOR, fonds=fonds, code="WS", title="文书")
    below = add_series(actor=OPERATOR, fonds=fonds, code="1", title="综合", parent=top)
    volume = RecordFactory(fonds=fonds, level="volume")
    inside, classed = RecordFactory(fonds=fonds, parent=volume), RecordFactory(fonds=fonds, series=below)
    free, elsewhere = RecordFactory(fonds=fonds), RecordFactory(fonds__code="J9")

    held(fonds, "records", records=[volume])
    held(fonds, "series", series=top)
    assert bound(volume, inside, classed, free, elsewhere) == [volume.pk, inside.pk, classed.pk]
    held(fonds)
    with django_assert_max_num_queries(9):
        assert bound(volume, inside, classed, free, elsewhere) == [volume.pk, inside.pk, classed.pk, free.pk]
    assert bound(free, deed=Deed.OPEN) == bound(free, deed=Deed.LEND) == []


def test_it_binds_from_its_first_day_to_its_last_and_not_when_released():
    fonds = FondsFactory()
    record = RecordFactory(fonds=fonds, retention="D10")
    past, future = dt.date(2020, 1, 1), dt.date(2999, 1, 1)
    for since, until in ((past, past), (future, None)):
        place_hold(actor=FIRST, fonds=fonds, said=HoldSaid("fonds", "巡察", "通知", since, until))
    assert bound(record) == []

    hold = held(fonds)
    with pytest.raises(RecordIsBound, match="云法"):
        change_records(actor=OPERATOR, fonds=fonds, changes=[RecordChange(record, {"retention": "Y"})])
    with pytest.raises(NotAllowed):
        release_hold(actor=FIRST, hold=hold, reason="结案")
    release_hold(actor=HEAD, hold=hold, reason="结案")

    assert bound(record) == []
    with pytest.raises(HoldIsReleased):
        release_hold(actor=HEAD, hold=hold, reason="结案")


def test_it_refuses_what_holds_nothing_or_says_nothing():
    fonds, other = FondsFactory(), FondsFactory(code="J9")
    strange = RecordFactory(fonds=other)

    for reach, more in (("records", {}), ("records", {"records": [strange]}), ("series", {})):
        with pytest.raises(HoldReachesNothing):
            held(fonds, reach, **more)
    with pytest.raises(HoldEndsEarly):
        held(fonds, until=dt.date(2025, 1, 1))
    with pytest.raises(ReasonMissing):
        place_hold(actor=FIRST, fonds=fonds, said=HoldSaid("fonds", " ", "x", SINCE))


def test_nothing_leaves_the_volume_or_the_class_by_which_it_is_held():
    fonds = FondsFactory()
    top = add_series(actor=OPERATOR, fonds=fonds, code="WS", title="文书")
    volume = RecordFactory(fonds=fonds, level="volume")
    inside, classed = RecordFactory(fonds=fonds, parent=volume), RecordFactory(fonds=fonds, series=top)
    free = RecordFactory(fonds=fonds)
    held(fonds)  # within the fonds it reaches every place
    assert bound(inside, classed, free, deed=Deed.MOVE) == bound(inside, classed, free, deed=Deed.CLASSIFY) == []

    held(fonds, "records", records=[volume, free])
    held(fonds, "series", series=top)
    assert bound(volume, inside, classed, free, deed=Deed.MOVE) == [inside.pk]
    assert bound(volume, inside, classed, free, deed=Deed.CLASSIFY) == [classed.pk]
    with pytest.raises(RecordIsBound, match="云法"):
        move_to_volumes(actor=OPERATOR, fonds=fonds, places=[(inside, None)], reason="移出")
    with pytest.raises(RecordIsBound, match="云法"):
        place_records(actor=OPERATOR, fonds=fonds, places=[(classed, None)], reason="移出")
