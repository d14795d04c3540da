import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.tests.factories import PersonEntryFactory, RecordFactory
from lantai.holdings.fulltext.indexing import load_documents
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.withholding.actions import WithheldPassage, withhold

pytestmark = pytest.mark.django_db


def test_it_puts_pages_into_the_body_and_descriptions_into_notes():
    record = RecordFactory(creator="民政局", note="缺第二页", fields={"坐落": "白沙乡"})
    pages_of(record, 2, text="甲页\n乙行")

    document = next(load_documents([record.pk]))

    assert document.body == "甲页\n乙行\n甲页\n乙行"
    assert document.notes == ("民政局", "缺第二页", "白沙乡")
    assert (document.state, document.institution) == (record.opening_state, record.fonds.institution.code)


def test_it_never_indexes_a_personal_number_not_even_masked():
    record = RecordFactory(fields={"男方身份证号": "…9991234X", "证件号码": "…9995678X", "住址": "东街"})

    document = next(load_documents([record.pk]))

    assert "1234X" not in str(document)
    assert "5678X" not in str(document)
    assert "东街" in document.notes


def test_it_indexes_what_the_rules_mark_as_searched_a_text_a_value():
    said = {"scope": "水渠始末", "keywords": ["水利", "修缮"], "class_no": "K12", "location": "三库", "genre": "批复"}
    record = RecordFactory(creator="", elements=said)

    assert next(load_documents([record.pk])).notes == ("水渠始末", "水利", "修缮", "K12")


def test_what_names_a_withheld_person_is_in_the_second_document_not_at_all():
    record = RecordFactory(creator="", opened=True, elements={"scope": "程志远入户", "keywords": ["知青"]})
    PersonEntryFactory(record=record, name="程志远")
    pages_of(record, 1, text="程志远申请入户")
    withhold(actor=OPERATOR, record=record, passages=[WithheldPassage(1, "R3a", whole_page=True)])

    document = next(load_documents([record.pk]))

    assert document.notes == ("程志远入户", "知青")
    assert (document.public.notes, document.public.names) == (("知青",), ())


def test_it_costs_the_same_number_of_queries_for_one_and_for_many(django_assert_max_num_queries):
    records = [RecordFactory() for _ in range(20)]

    with django_assert_max_num_queries(5):
        assert len(list(load_documents([record.pk for record in records]))) == 20


def test_each_document_has_its_own_pages_in_whatever_order_they_are_asked_for():
    records = [RecordFactory() for _ in range(5)]
    for record in (records[1], records[3]):
        pages_of(record, 2, text=f"页{record.pk}")
    gone = records[-1].pk + 9

    documents = load_documents([gone, *(record.pk for record in reversed(records))])

    bodies = {document.num: document.body for document in documents}
    assert bodies == {r.pk: f"页{r.pk}\n页{r.pk}" if r in (records[1], records[3]) else "" for r in records}
