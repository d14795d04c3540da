"""When datestamps move and when they do not, what is told to be gone, and for how long."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.models import Component, OpeningState, PersonEntry, Record
from lantai.holdings.catalogue.tests.factories import PersonEntryFactory, RecordFactory
from lantai.services.federation.models import Due, Gone, Round, Told
from lantai.services.federation.receivers import go_on
from lantai.services.federation.telling import AHEAD, PIECE, settle, stamp_at
from lantai.services.federation.tests.harvesting import SAID, catch_up, current, offered
from lantai.services.federation.triggers import drop_triggers, keep_triggers

__all__ = ["offered"]
CLOSED = {"opening_state": OpeningState.RESTRICTED}


@pytest.fixture
def record(offered) -> Record:
    """Told of an hour ago."""
    made = RecordFactory(opened=True, elements={"scope": "渠道修缮", "location": "三列"})
    PersonEntryFactory(record=made, name="程志远")
    Component.objects.create(record=made, position=1, kind="annex", title="附图")
    catch_up(offered, ago=3600)
    return made


def stamps(record: Record) -> list[tuple[dt.datetime, bool]]:
    """When, and whether something is said of it."""
    return [(row.stamp, bool(row.digest)) for row in Told.objects.filter(ulid=record.ulid)]


def rows(record: Record):
    return Record.objects.filter(pk=record.pk)


HEARD = {
    "its title": lambda record: rows(record).update(title="关于另一件事的通知"),
    "its code": lambda record: rows(record).update(code="J001-WS·1987-Y-9999"),
    "an element that is public": lambda record: rows(record).update(elements={"scope": "另一提要"}),
    "a person who is entered": lambda record: PersonEntryFactory(record=record, name="柳文澜", position=2),
    "a person who is withheld": lambda record: PersonEntry.objects.filter(record=record).update(is_withheld=True),
    "a person who is taken out": lambda record: PersonEntry.objects.filter(record=record).delete(),
    "a component": lambda record: Component.objects.filter(record=record).update(title="另一附图"),
    "a component that is gone": lambda record: Component.objects.filter(record=record).delete(),
    "the name of the archive": lambda record: Institution.objects.filter(pk=record.fonds.institution.pk).update(
        name="新馆名"
    ),
    "closing": lambda record: rows(record).update(**CLOSED),
    "merging": lambda record: rows(record).update(merged_into=RecordFactory(fonds=record.fonds)),
    "taking out": lambda record: rows(record).delete(),
}
UNHEARD = {
    "where it lies": lambda record: rows(record).update(elements={"scope": "渠道修缮", "location": "四列"}),
    "who described it": lambda record: rows(record).update(described_by="石望川", version=2, changed_at=timezone.now()),
    "fields of lists": lambda record: rows(record).update(fields={"柜号": "7"}),
    "what is known of a person besides": lambda record: PersonEntry.objects.filter(record=record).update(
        place="红旗公社"
    ),
}


@pytest.mark.parametrize("change", HEARD)
def test_its_datestamp_moves_with_all_that_is_given_out(record, offered, change):
    ((before, _),) = stamps(record)
    HEARD[change](record)
    catch_up(offered, ago=0)

    ((after, is_said),) = stamps(record)
    assert after > before
    assert is_said == (change not in {"closing", "merging", "taking out"})
    assert Gone.objects.filter(ulid=record.ulid).exists() != is_said


@pytest.mark.parametrize("change", UNHEARD)
def test_its_datestamp_stays_when_something_else_is_written(record, offered, change):
    before = stamps(record)
    UNHEARD[change](record)
    catch_up(offered, ago=0)

    assert stamps(record) == before


def test_work_on_what_is_not_open_is_not_even_noted(record, offered):
    rows(record).update(**CLOSED)
    catch_up(offered, ago=30)
    before, unopened = stamps(record), RecordFactory(fonds=record.fonds)
    for each in (record, unopened):
        rows(each).update(title="改过")
        PersonEntryFactory(record=each, position=3)

    assert not Due.objects.exists()
    catch_up(offered, ago=0)
    assert stamps(record) == before
    assert stamps(unopened) == []


def test_what_is_opened_again_is_told_of_again(record, offered):
    rows(record).update(**CLOSED)
    catch_up(offered, ago=30)
    rows(record).update(opening_state=OpeningState.OPEN)
    catch_up(offered, ago=0)

    assert [is_said for _, is_said in stamps(record)] == [True]
    assert not Gone.objects.exists()


def test_a_stamp_is_a_whole_second_that_comes_after_it_was_written():
    now = dt.datetime(2026, 11, 30, 8, 0, 0, 999_999, tzinfo=dt.UTC)

    assert now < stamp_at(now) <= now + AHEAD
    assert stamp_at(now).microsecond == 0


def test_a_deletion_stays_told_when_the_database_was_made_again_from_storage(record, offered):
    """What storage keeps is `Gone`; the rest is found anew."""
    other = RecordFactory(opened=True, fonds=record.fonds)
    rows(record).update(**CLOSED)
    catch_up(offered, ago=30)
    for lost in (Told, Round, Due):
        lost.objects.all().delete()

    catch_up(offered, ago=0)
    assert [is_said for _, is_said in stamps(record)] == [False]
    assert [is_said for _, is_said in stamps(other)] == [True]


def test_an_archive_that_is_not_harvested_any_more_takes_its_records_back(record, settings, offered):
    settings.OAI = {**SAID, "INSTITUTIONS": ["elsewhere"]}
    catch_up(current(), ago=30)
    assert [is_said for _, is_said in stamps(record)] == [False]

    settings.OAI = {**SAID, "INSTITUTIONS": [record.institution_id]}
    catch_up(current(), ago=0)
    assert [is_said for _, is_said in stamps(record)] == [True]


def test_a_walk_goes_on_where_it_was_and_ends(record, offered, monkeypatch):
    monkeypatch.setattr("lantai.services.federation.telling.PIECE", 2)
    Round.objects.all().delete()
    more = [RecordFactory(opened=True, fonds=record.fonds) for _ in range(5)]
    Due.objects.all().delete()
    catch_up(offered, ago=0)

    assert Told.objects.count() == 1 + len(more)
    assert [each.is_over for each in Round.objects.all()] == [True]
    assert PIECE > 2


def test_a_worker_makes_the_triggers_and_takes_them_away(db, settings):
    made = RecordFactory(opened=True)
    go_on()
    rows(made).update(title="无人收割时的改动")
    assert (Due.objects.count(), Told.objects.count()) == (0, 0)

    settings.OAI = SAID
    go_on()
    assert [is_said for _, is_said in stamps(made)] == [True]
    drop_triggers()
    rows(made).update(title="触发器不在时的改动")
    Told.objects.update(stamp=timezone.now() - dt.timedelta(hours=1))
    ((before, _),) = stamps(made)
    go_on()
    ((after, _),) = stamps(made)
    assert after > before, "what was written without them is found by walking"
    assert keep_triggers()
    settings.OAI = {**SAID, "INSTITUTIONS": []}
    go_on()
    assert (drop_triggers(), Round.objects.count(), Told.objects.count()) == (False, 0, 1)


def test_what_changes_while_it_is_weighed_is_weighed_again(record, offered, monkeypatch):
    rows(record).update(title="第一次改")
    from lantai.services.federation import telling

    real = telling.weigh

    def meanwhile(records, offer):
        found = real(records, offer)
        rows(record).update(title="第二次改")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(telling, "weigh", meanwhile)
        assert settle(offered, now=timezone.now() - dt.timedelta(seconds=20))
    assert Due.objects.exists()
    ((before, _),) = stamps(record)
    catch_up(offered, ago=0)
    ((after, _),) = stamps(record)
    assert after > before
