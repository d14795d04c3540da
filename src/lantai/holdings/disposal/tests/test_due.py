"""What is due: the rule of the years, and that it is found by its index at a constant cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.disposal.queries.due import due_fonds, due_of_fonds, due_records, due_sheet
from lantai.holdings.disposal.retentions import due_from, last_due_year, term_of
from lantai.holdings.disposal.tests.lists import THIS_YEAR, closed, due_records as described

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("word", "due"),
    [("D10", 2001), ("30年", 2021), ("定期三十年", 2021), ("长期", 2041), ("短期", 2006), ("Y", None), ("永久", None)],
)
def test_a_retention_counts_from_the_year_after_the_document(word, due):
    term = term_of(word)

    assert due_from(term, 1990) == due
    assert last_due_year(term, this_year=due) == 1990 if due else last_due_year(term, this_year=2100) is None


@pytest.mark.parametrize("word", ["", "永续", "D0", "D999", "以实际为准"])
def test_a_word_no_rule_knows_is_never_due(word):
    assert term_of(word) is None


def test_it_lists_by_fonds_year_and_retention_what_has_ended_and_is_on_no_list():
    fonds = FondsFactory()
    described(fonds, 2, year=1990)
    described(fonds, 1, year=2015, retention="D10")
    described(fonds, 1, year=2016, retention="D10")
    described(fonds, 1, year=1990, retention="Y")
    RecordFactory(fonds=fonds, retention="D10", year=1990, date_end="2018-05-01", code="J001-1")
    RecordFactory(fonds=fonds, retention="酌情", year=1950, code="J001-2")

    due = due_of_fonds(fonds, this_year=THIS_YEAR)

    assert [(each.year, each.records, each.retentions) for each in due.years] == [
        (1990, 2, (("D10", 2),)),
        (2015, 1, (("D10", 1),)),
    ]
    assert due.unknown == ("酌情",)
    assert [(each.fonds, each.records) for each in due_fonds(OPERATOR.scope(), this_year=THIS_YEAR)] == [(fonds, 3)]
    assert len(due_sheet(fonds, 1990, this_year=THIS_YEAR, place="").items) == 2
    closed(fonds)
    assert due_fonds(OPERATOR.scope(), this_year=THIS_YEAR) == ()


@pytest.mark.parametrize("count", [2, 40])
def test_it_costs_the_same_for_any_number_of_records(count, django_assert_num_queries):
    fonds = FondsFactory()
    described(fonds, count, year=1990)
    described(fonds, count, year=1990, retention="D30", first=500)

    with django_assert_num_queries(4):
        assert due_fonds(OPERATOR.scope(), this_year=2030)[0].records == 2 * count
    with django_assert_num_queries(3):
        assert due_of_fonds(fonds, this_year=2030).records == 2 * count


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is read as SQLite words it")
def test_it_is_found_by_its_index():
    """Lists, counts of years, and counts of fonds: each question that reads records says so."""
    fonds = FondsFactory()
    described(fonds, 2)

    with CaptureQueriesContext(connection) as asked:
        list(due_records(fonds, this_year=THIS_YEAR))
        due_of_fonds(fonds, this_year=THIS_YEAR)
        due_fonds(OPERATOR.scope(), this_year=THIS_YEAR)
        due_sheet(fonds, 1990, this_year=THIS_YEAR, place="")

    questions = [each["sql"] for each in asked.captured_queries if 'FROM "catalogue_record"' in each["sql"]]
    with connection.cursor() as cursor:
        for question in questions:
            plan = str(cursor.execute(f"EXPLAIN QUERY PLAN {question}").fetchall())
            assert "catalogue_record_term" in plan, f"{question}: {plan}"
    assert len(questions) == 5
