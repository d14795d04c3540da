import pytest

from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext.indexing import load_documents
from lantai.holdings.fulltext.tests.factories import pages_of

pytestmark = pytest.mark.django_db


def test_it_puts_pages_into_the_body_and_descriptions_into_notes():
    record = RecordFactory(creator="民政局", note="缺第二页", fields={"坐落": "白沙乡"})
    pages_of(record, 2, text="甲页\n乙行")

    document = next(load_documents([record.pk]))

    assert document.body == "甲页\n乙行\n甲页\n乙行"
    assert document.notes == ("民政局", "缺第二页", "白沙乡")
    assert (document.state, document.institution) == (record.opening_state, record.fonds.institution.code)


def test_it_never_indexes_a_personal_number_not_even_masked():
    record = RecordFactory(fields={"男方身份证号": "…1234", "证件号码": "…5678", "住址": "东街"})

    document = next(load_documents([record.pk]))

    assert "1234" not in str(document)
    assert "5678" not in str(document)
    assert "东街" in document.notes


def test_it_costs_the_same_number_of_queries_for_one_and_for_many(django_assert_max_num_queries):
    records = [RecordFactory() for _ in range(20)]

    with django_assert_max_num_queries(4):
        assert len(list(load_documents([record.pk for record in records]))) == 20
