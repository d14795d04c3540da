"""Every change of a record keeps what was said before, as a version."""

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.actions import Person, RecordChange, change_records, enter_persons
from lantai.holdings.catalogue.models import Record, RecordVersion
from lantai.holdings.catalogue.tests.factories import RecordFactory

pytestmark = pytest.mark.django_db


def change(record, reason="", **values):
    change_records(actor=OPERATOR, fonds=record.fonds, changes=[RecordChange(record, values)], reason=reason)


def test_a_change_keeps_what_was_said_before():
    record = RecordFactory(title="旧题名", elements={"language": "汉文"})
    change(record, "核对原件", title="新题名", elements={"language": None, "genre": "批复"})
    record.refresh_from_db()
    assert (record.title, record.elements, record.version) == ("新题名", {"genre": "批复"}, 2)
    kept = RecordVersion.objects.get(record=record)
    assert (kept.version, kept.by, kept.reason) == (1, "operator", "核对原件")
    assert kept.said == {"title": "旧题名", "elements": {"language": "汉文", "genre": None}}


def test_id_numbers_are_sealed_in_versions_too():
    record = RecordFactory()
    enter_persons([(record, (Person("程志远", role="groom", id_number="990101194903072311"),))])
    change(record, persons=())
    said = RecordVersion.objects.get(record=record).said
    assert said["persons"][0]["name"] == "程志远"
    assert "990101194903072311" not in str(said)


def test_many_changes_cost_as_many_queries_as_one(django_assert_max_num_queries):
    records = [RecordFactory() for _ in range(30)]
    with django_assert_max_num_queries(12):
        change_records(
            actor=OPERATOR,
            fonds=records[0].fonds,
            changes=[RecordChange(record, {"note": "已核"}) for record in records],
        )
    assert RecordVersion.objects.count() == 30
    assert set(Record.objects.values_list("note", flat=True)) == {"已核"}


def test_components_are_kept_in_the_order_said_and_as_they_were():
    record = RecordFactory()
    change(record, components=({"kind": "fair_copy", "page_from": 1, "page_to": 2}, {"kind": "annex", "title": "名单"}))
    record.refresh_from_db()
    change(record, components=({"kind": "annex", "title": "名单"},))
    assert [(each.position, each.kind) for each in record.components.all()] == [(1, "annex")]
    said = [version.said["components"] for version in record.versions.order_by("version")]
    assert said == [[], [{"kind": "fair_copy", "page_from": 1, "page_to": 2}, {"kind": "annex", "title": "名单"}]]
