"""The codes of one record: changed with a reason, kept in a history, given once, and those of the unit kept apart."""

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.holdings.arrangement.actions import (
    CodeTaken,
    CodeWanted,
    Rule,
    RuleExists,
    SequenceFull,
    give_next_code,
    next_code,
    next_codes,
    remove_code_rule,
    renumber_record,
    reserve_codes,
    set_code_rule,
    set_unit_code,
)
from lantai.holdings.arrangement.models import CodeRule, CodeSequence, ReservedBlock
from lantai.holdings.arrangement.numbering import scheme_for
from lantai.holdings.arrangement.reasons import ReasonMissing
from lantai.holdings.arrangement.scheme_files import SchemeUnknown, scheme_named
from lantai.holdings.arrangement.schemes import CodeUnfit
from lantai.holdings.arrangement.tests.described import described
from lantai.holdings.catalogue.actions import RecordHasChanged, add_series
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory

pytestmark = pytest.mark.django_db
VALUES = {"class": "WS", "year": 1987, "retention": "Y", "organisation": "BGS"}


@pytest.fixture
def fonds():
    return FondsFactory(code="J001")


def renumber(record, code, **more):
    return renumber_record(
        actor=OPERATOR, **({"record": record, "code": code, "version": record.version, "reason": "更正"} | more)
    )


def test_the_old_code_stays_in_the_history_with_who_when_and_why(fonds):
    (record,) = described(fonds, "J001-WS·1987-Y-BGS-0001")

    renumber(record, "J001—WS·1987—Y—BGS—0007")

    old, new = record.codes.order_by("pk")
    record.refresh_from_db()
    assert (record.code_key, record.version) == ("J001-WS·1987-Y-BGS-0007", 2)
    assert (old.display, old.until is None, new.until) == ("J001-WS·1987-Y-BGS-0001", False, None)
    assert (new.reason, new.by, new.scheme, new.parts["item"]) == ("更正", "operator", "dat22/1", "0007")
    told = Event.objects.get(verb="record:renumber")
    assert told.data == {"from": old.display, "to": new.display, "reason": "更正"}
    assert record.versions.get().said == {"code": "J001-WS·1987-Y-BGS-0001"}


def test_a_code_changes_only_for_a_reason_and_from_what_was_read(fonds):
    (record,) = described(fonds, "J001-WS·1987-Y-BGS-0001")

    with pytest.raises(ReasonMissing):
        renumber(record, "J001-WS·1987-Y-BGS-0002", reason="  ")
    with pytest.raises(RecordHasChanged):
        renumber(record, "J001-WS·1987-Y-BGS-0002", version=7)

    assert Record.objects.get().code == "J001-WS·1987-Y-BGS-0001"


def test_a_code_that_is_or_was_anothers_is_refused(fonds):
    first, second = described(fonds, "J001-WS·1987-Y-BGS-0001", "J001-WS·1987-Y-BGS-0002")

    with pytest.raises(CodeTaken):
        renumber(second, first.code)
    renumber(Record.objects.get(pk=first.pk), "J001-WS·1987-Y-BGS-0009")
    with pytest.raises(CodeTaken):
        renumber(Record.objects.get(pk=second.pk), "J001-WS·1987-Y-BGS-0001")


def test_a_record_may_have_back_what_it_bore(fonds):
    (record,) = described(fonds, "J001-WS·1987-Y-BGS-0001")
    renumber(record, "J001-WS·1987-Y-BGS-0002")

    renumber(record, "J001-WS·1987-Y-BGS-0001")

    assert Record.objects.get().code == "J001-WS·1987-Y-BGS-0001"
    assert record.codes.count() == 3


def test_a_provisional_code_is_none_any_more_once_a_real_one_is_given(fonds):
    (record,) = described(fonds, "J001-~3-目录-2", provisional=True)

    give_next_code(
        actor=OPERATOR, record=record, scheme=scheme_named("dat22"), values=VALUES, version=1, reason="正式编号"
    )

    record.refresh_from_db()
    assert (record.code, record.code_is_provisional) == ("J001-WS·1987-Y-BGS-0001", False)


def test_numbers_go_on_behind_the_highest_one_and_fill_no_gap(fonds):
    described(fonds, "J001-WS·1987-Y-BGS-0003", "J001-WS·1987-Y-BGS-0041", "J001-WS·1987-Y-CWK-0090")

    assert next_code(fonds, scheme_named("dat22"), VALUES).key == "J001-WS·1987-Y-BGS-0042"
    described(fonds, "J001-WS·1987-Y-BGS-0050")
    assert next_code(fonds, scheme_named("dat22"), VALUES).key == "J001-WS·1987-Y-BGS-0051"


def test_a_number_that_was_borne_is_not_given_again(fonds):
    (record,) = described(fonds, "J001-WS·1987-Y-BGS-0041")
    renumber(record, "J001-WS·1987-Y-BGS-0003")

    assert next_code(fonds, scheme_named("dat22"), VALUES).key == "J001-WS·1987-Y-BGS-0042"


def test_items_of_a_volume_count_for_the_number_of_the_volume(fonds):
    described(fonds, "J001-KU·01·2017-003-012")
    values = {"class": "KU", "series": "01", "year": 2017}
    scheme = scheme_named("dat13_volume")

    assert next_code(fonds, scheme, values, level="volume").key == "J001-KU·01·2017-004"
    assert next_code(fonds, scheme, {**values, "volume": 3}, level="item").key == "J001-KU·01·2017-003-013"


def test_reserved_numbers_are_passed_over(fonds):
    wanted = CodeWanted(scheme_named("dat22"), VALUES)

    reserved = reserve_codes(actor=OPERATOR, fonds=fonds, wanted=wanted, count=20, reason="财务科")

    assert [reserved[0].parts["item"], reserved[-1].parts["item"]] == ["0001", "0020"]
    assert next_code(fonds, scheme_named("dat22"), VALUES).parts["item"] == "0021"
    block = ReservedBlock.objects.get()
    assert (block.first, block.last, block.sequence.key) == (1, 20, "J001-WS·1987-Y-BGS")


def test_a_sequence_that_is_full_gives_nothing_and_loses_nothing(fonds):
    described(fonds, "J001-WS·1987-Y-BGS-9998")

    with pytest.raises(SequenceFull):
        next_codes(fonds, scheme_named("dat22"), VALUES, count=2)

    assert not CodeSequence.objects.filter(last__gt=0).exists()
    assert next_code(fonds, scheme_named("dat22"), VALUES).parts["item"] == "9999"


def test_the_units_number_has_a_history_of_its_own(fonds):
    first, second = described(fonds, "J001-WS·1987-Y-BGS-0001", "J001-WS·1987-Y-BGS-0002")
    for record in (first, second):
        set_unit_code(actor=OPERATOR, record=record, code="87-办-5", reason="室编件号")

    set_unit_code(actor=OPERATOR, record=first, code="87-办-6", reason="抄错")

    kept = list(first.codes.filter(kind="unit").order_by("pk").values_list("display", "until"))
    assert [(code, until is None) for code, until in kept] == [("87-办-5", False), ("87-办-6", True)]
    assert first.codes.get(kind="archive").until is None
    assert Record.objects.get(pk=first.pk).code == "J001-WS·1987-Y-BGS-0001"
    set_unit_code(actor=OPERATOR, record=first, code="", reason="无室编号")
    assert not first.codes.filter(kind="unit", until__isnull=True).exists()


def test_a_number_of_a_unit_takes_none_from_the_archive(fonds):
    first, second = described(fonds, "J001-WS·1987-Y-BGS-0001", "J001-WS·1987-Y-BGS-0002")
    set_unit_code(actor=OPERATOR, record=first, code="J001-WS·1987-Y-BGS-0077", reason="室编")

    renumber(second, "J001-WS·1987-Y-BGS-0077")

    assert Record.objects.get(pk=second.pk).code == "J001-WS·1987-Y-BGS-0077"


def test_the_scheme_in_force_is_that_of_class_level_and_year(fonds):
    top = add_series(actor=OPERATOR, fonds=fonds, code="KJ", title="科技档案")
    below = add_series(actor=OPERATOR, fonds=fonds, code="KY", title="科研", parent=top)
    given = [("item", "dat13_item", 0, None), ("item", "dat22", 2016, None), ("item", "dat13_volume", 0, top)]
    for level, scheme, year, series in given:
        set_code_rule(actor=OPERATOR, fonds=fonds, rule=Rule(level, scheme, year, series), reason="方案")
    rules = list(CodeRule.objects.all())

    def scheme(year, *series, level="item"):
        return scheme_for(rules, level=level, year=year, series=series).code

    assert [scheme(2015), scheme(2016), scheme(None)] == ["dat13_item", "dat22", "dat13_item"]
    assert scheme(2020, below, top) == "dat13_volume"
    assert scheme(2020, level="volume") == "dat13_volume"


def test_a_rule_is_set_once_for_a_year_and_taken_away_with_a_reason(fonds):
    def set_to(level, scheme):
        return set_code_rule(actor=OPERATOR, fonds=fonds, rule=Rule(level, scheme, 2016), reason="方案")

    rule = set_to("item", "dat22")

    with pytest.raises(RuleExists):
        set_to("item", "dat13_item")
    with pytest.raises(SchemeUnknown):
        set_to("item", "dat99")
    with pytest.raises(CodeUnfit):
        set_to("volume", "dat22")
    with pytest.raises(ReasonMissing):
        remove_code_rule(actor=OPERATOR, rule=rule, reason="")
    remove_code_rule(actor=OPERATOR, rule=rule, reason="误设")

    assert not CodeRule.objects.exists()
