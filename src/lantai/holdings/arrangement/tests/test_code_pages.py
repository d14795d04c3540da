"""The pages of codes: rules and sequences of a fonds, codes of one record, plans, and the fonds file."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.engines.jobs.tests.inline import work
from lantai.holdings.arrangement.models import ArrangementBatch, CodeRule, FondsFileEntry, ReservedBlock
from lantai.holdings.arrangement.tests.described import codes_of, described
from lantai.holdings.catalogue.actions import add_series, rename_fonds
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from tests.support.world import add_person


@pytest.fixture
def fonds(db, home):
    return FondsFactory(code="J001", institution=InstitutionFactory(code="LT01"))


@pytest.fixture
def archivist(client, fonds):
    client.force_login(add_person("archivist", fonds.institution, Role.ARCHIVIST))
    return client


def url(name, thing):
    return reverse(f"arrangement:{name}", args=[thing.ulid])


def code(number):
    return f"J001-WS·1987-Y-BGS-{number:04}"


def test_a_scheme_is_set_shown_and_taken_away(archivist, fonds):
    data = {"level": "item", "scheme": "dat13_item/1", "from_year": "2016", "reason": "2016年方案"}
    archivist.post(url("add_rule", fonds), data)
    again = archivist.post(url("add_rule", fonds), data)
    rule = CodeRule.objects.get()

    assert "2016年方案" in archivist.get(url("codes", fonds)).content.decode()
    assert again.status_code == 409
    assert archivist.post(url("add_rule", fonds), {"level": "item", "scheme": "none"}).status_code == 400
    assert "原因" in archivist.post(url("remove_rule", rule), {}, follow=True).content.decode()
    archivist.post(url("remove_rule", rule), {"reason": "误设"})
    assert not CodeRule.objects.exists()


def test_numbers_are_set_aside_on_the_page(archivist, fonds):
    data = {"level": "item", "scheme": "dat22/1", "value_class": "WS", "value_year": "1987", "value_retention": "Y",
            "value_organisation": "BGS", "count": "5", "reason": "财务科"}  # fmt: skip

    page = archivist.post(url("reserve", fonds), data, follow=True).content.decode()

    assert code(1) in page
    assert ReservedBlock.objects.get().last == 5
    assert archivist.post(url("reserve", fonds), {**data, "value_year": ""}).status_code == 422


def test_a_record_gets_another_code_and_the_page_shows_both(archivist, fonds):
    (record,) = described(fonds, code(1))

    answer = archivist.post(url("renumber_record", record), {"version": 1, "code": code(9), "reason": "更正编号"})
    page = archivist.get(url("record_codes", record)).content.decode()

    assert answer.status_code == 302
    assert code(1) in page
    assert code(9) in page
    assert "更正编号" in page


def test_a_code_that_is_taken_comes_back_on_the_form(archivist, fonds):
    record, _ = described(fonds, code(1), code(2))

    page = archivist.post(url("renumber_record", record), {"version": 1, "code": code(2), "reason": "更正"})

    assert page.status_code == 409
    assert "其他档案" in page.content.decode()
    assert archivist.post(url("renumber_record", record), {"version": 1, "code": ""}).status_code == 400


def test_a_record_gets_the_next_number_of_its_sequence(archivist, fonds):
    record, _ = described(fonds, "J001-~3-目录-2", code(41), year=1987, retention="Y")
    data = {"scheme": "dat22/1", "value_class": "WS", "value_organisation": "BGS", "reason": "正式编号"}

    archivist.post(url("number_next", record), data)

    assert Record.objects.get(pk=record.pk).code == code(42)
    assert archivist.post(url("number_next", record), {"scheme": "x"}).status_code == 400


def test_a_record_of_which_no_code_can_be_built_says_what_is_missing(archivist, fonds):
    (record,) = described(fonds, "J001-~3-目录-2")

    page = archivist.post(url("number_next", record), {"scheme": "dat22/1", "reason": "编号"})

    assert page.status_code == 422
    assert "档案门类" in page.content.decode()


def test_the_number_of_the_unit_is_entered_and_shown_apart(archivist, fonds):
    (record,) = described(fonds, code(1))

    archivist.post(url("unit_code", record), {"code": "87-办-5", "reason": "室编"})

    assert "87-办-5" in archivist.get(url("record_codes", record)).content.decode()
    assert "87-办-5" in archivist.get(reverse("accessions:record", args=[record.ulid])).content.decode()
    assert archivist.post(url("unit_code", record), {"code": "1"}).status_code == 400


def form(**more):
    return {"scheme": "dat22/1", "number": "count", "start": "11", **more}


def test_a_plan_is_made_looked_at_carried_out_and_undone(archivist, fonds):
    described(fonds, code(1), code(2))

    archivist.post(url("renumber", fonds), form())
    batch = ArrangementBatch.objects.get()
    preview = archivist.get(url("plan", batch)).content.decode()
    assert codes_of(fonds) == [code(1), code(2)]
    archivist.post(url("commit_plan", batch), {"reason": "重新编号"})
    work()

    assert code(2) in preview
    assert code(12) in preview
    assert codes_of(fonds) == [code(11), code(12)]
    assert "重新编号" in archivist.get(url("plans", fonds)).content.decode()
    archivist.post(url("undo_plan", batch), {"reason": "误"})
    work()
    assert codes_of(fonds) == [code(1), code(2)]


def test_pairs_exchange_codes(archivist, fonds):
    described(fonds, code(1), code(2), code(3))

    archivist.post(url("renumber", fonds), form(pairs=f"{code(1)} {code(2)}\n{code(2)} → {code(1)}\n"))

    batch = ArrangementBatch.objects.get()
    assert (batch.rows, batch.problem_count) == (2, 0)
    assert archivist.post(url("renumber", fonds), form(pairs="only-one")).status_code == 400


@pytest.mark.parametrize(("typed", "told"), [
    ({"pairs": f"{code(1)} {code(9)}\nJ001-WS·1987-Y-0404 {code(8)}"}, "本全宗现无档号为 J001-WS·1987-Y-0404 的档案"),
    ({"pairs": f"{code(1)} {code(9)}\n{code(1)} {code(8)}"}, "第 2 行为档号"),
    ({"year_from": "1990", "year_to": "1980"}, "起始年度晚于截止年度"),
])  # fmt: skip
def test_what_was_typed_of_records_is_not_passed_over(archivist, fonds, typed, told):
    described(fonds, code(1), code(2))

    answer = archivist.post(url("renumber", fonds), form(**typed))

    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not ArrangementBatch.objects.exists()


def test_a_code_a_record_has_borne_names_nobody_in_a_plan(archivist, fonds):
    described(fonds, code(1))
    archivist.post(url("renumber", fonds), form(pairs=f"{code(1)} {code(5)}"))
    archivist.post(url("commit_plan", ArrangementBatch.objects.get()), {"reason": "重新编号"})
    work()

    again = archivist.post(url("classify", fonds), {"path": "class", "codes": f"{code(5)}\n{code(1)}"})

    assert again.status_code == 400
    assert f"现无档号为 {code(1)} 的档案" in again.content.decode()


def test_conflicts_are_shown_and_can_be_looked_at_alone(archivist, fonds):
    described(fonds, code(1), code(2), year=1987)
    described(fonds, code(12), year=1990)
    archivist.post(url("renumber", fonds), form(year_to="1987"))
    batch = ArrangementBatch.objects.get()

    text = archivist.get(url("plan", batch), {"only": "taken"}).content.decode()

    assert "该档号为其他档案所用" in text
    assert code(11) not in text
    assert archivist.get(url("plan", batch), {"only": "nonsense", "place": ""}).status_code == 200
    assert archivist.get(url("plan", batch), {"place": "x"}).status_code == 400


def test_a_choice_of_nothing_and_bad_years_are_refused_on_the_form(archivist, fonds):
    assert archivist.post(url("renumber", fonds), form()).status_code == 422
    assert archivist.post(url("renumber", fonds), form(year_from="vor")).status_code == 400
    assert archivist.post(url("classify", fonds), {"path": "class"}).status_code == 422
    assert archivist.post(url("classify", fonds), {"path": "nonsense"}).status_code == 400


def test_a_plan_needs_a_reason_and_is_carried_out_once(archivist, fonds):
    described(fonds, code(1))
    archivist.post(url("renumber", fonds), form())
    batch = ArrangementBatch.objects.get()

    assert "原因" in archivist.post(url("commit_plan", batch), {}, follow=True).content.decode()
    archivist.post(url("commit_plan", batch), {"reason": "重新编号"})
    page = archivist.post(url("commit_plan", batch), {"reason": "重新编号"}, follow=True)
    assert "重新载入" in page.content.decode()


def test_records_are_put_into_classes(archivist, fonds):
    described(fonds, code(1), "J001-KJ·KY-0001")
    top = add_series(actor=OPERATOR, fonds=fonds, code="WS", title="文书档案")

    archivist.post(url("classify", fonds), {"path": "class,year", "unclassed": "on"})
    batch = ArrangementBatch.objects.get()
    assert "无对应类别" in archivist.get(url("plan", batch)).content.decode()
    archivist.post(url("commit_plan", batch), {"reason": "归类"})
    work()

    assert list(Record.objects.filter(series=top).values_list("code", flat=True)) == [code(1)]


def test_a_plan_of_many_rows_costs_no_more_queries(archivist, fonds, django_assert_max_num_queries):
    described(fonds, *(code(n) for n in range(1, 60)))
    archivist.post(url("renumber", fonds), form(start="100"))

    with django_assert_max_num_queries(10):
        archivist.get(url("plan", ArrangementBatch.objects.get()))


def test_an_entry_of_the_fonds_file_names_its_records(archivist, fonds):
    described(fonds, code(1))
    data = {"part": "arranging", "title": "整理说明", "date": "1999年12月", "text": "按年度整理。", "records": code(1)}

    archivist.post(url("fonds_file", fonds), data)
    page = archivist.get(url("fonds_file", fonds)).content.decode()

    entry = FondsFileEntry.objects.get()
    assert (entry.part, entry.date_key, entry.records.get().code) == ("arranging", 19991201, code(1))
    assert "按年度整理。" in page
    assert archivist.post(url("fonds_file", fonds), {**data, "part": "none"}).status_code == 400


def test_what_was_done_stands_beside_the_fonds_file_and_is_not_written_into_it(archivist, fonds):
    rename_fonds(actor=OPERATOR, fonds=fonds, title="云溪区人民政府", reason="机构更名")

    page = archivist.get(url("fonds_file", fonds)).content.decode()

    assert "机构更名" in page
    assert not FondsFileEntry.objects.exists()
