"""Persons are found however their name was written, and every hit says why."""

import datetime as dt

import pytest

from lantai.base.accounts.access import Scope
from lantai.base.common.dates import parse_date
from lantai.base.common.keyset import PlaceUnknown
from lantai.holdings.authority.tests.factories import body, follow, hongqi, place
from lantai.holdings.catalogue.actions import Person, enter_persons
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.people import queries
from lantai.holdings.people.asking import NothingAsked, NumberUnreadable, PersonQuestion
from lantai.holdings.people.management.commands.find_person import as_json
from lantai.holdings.people.queries import find_persons

pytestmark = pytest.mark.django_db

ALL = Scope(everything=True, institutions=frozenset())
NOBODY_SPECIAL = Scope(everything=False, institutions=frozenset())
NUMBER = "999999195611205429"


def enter(*persons, **record):
    """One opened record that names these persons."""
    made = RecordFactory(opened=True, **record)
    enter_persons([(made, [p if isinstance(p, Person) else Person(p) for p in persons])])
    return made


def found(name="", *, scope=ALL, **known):
    return [
        (hit.entry.name, [r.kind for r in hit.reasons])
        for hit in find_persons(PersonQuestion(name, **known), scope=scope).hits
    ]


@pytest.mark.parametrize(
    ("entered", "asked", "kind"),
    [
        ("单秀珍", "单秀珍", "same"),
        ("單秀珍", "单秀珍", "variant"),
        ("单秀珍", "單 秀 珍", "variant"),
        ("单秀珍", "shan xiuzhen", "spelled"),
        ("单秀珍", "SXZ", "initials"),
        ("吕小曾", "lvxiaozeng", "spelled"),
        ("单秀珍", "单秀贞", "sound"),
        ("欧阳建国", "欧阳健国", "sound"),
        ("李末", "李未", "shape"),
        ("李桂兰", "季桂兰", "shape"),
        ("王小明", "王大明", "one_character"),
        ("张淑琴", "臧淑琴", "one_character"),
        ("黄桂英", "王桂音", "near_sound"),
        ("林刚", "凌刚", "near_sound"),
    ],
)
def test_it_finds_a_name_and_says_how_it_fits(entered, asked, kind):
    enter(entered)

    assert found(asked) == [(entered, [kind])]


@pytest.mark.parametrize("stranger", ["王刚", "李明", "单秀", "欧阳", "赵小军"])
def test_it_leaves_out_who_is_somebody_else(stranger):
    enter("王小明", "单秀珍")

    assert found(stranger) == []


def test_former_names_are_found_and_told():
    enter(Person("王建国", former_names="曾用名:王二娃、王跃进"))

    (hit,) = find_persons(PersonQuestion("王跃进"), scope=ALL).hits

    assert [reason.kind for reason in hit.reasons] == ["former"]
    assert "王跃进" in str(hit.reasons[0])
    assert found("王耀进") == [("王建国", ["former"])]


def test_the_surest_come_first():
    for name in ("李晓明", "季小明", "李小明", "李大明"):
        enter(name)

    assert [name for name, _ in found("李小明")] == ["李小明", "李晓明", "季小明", "李大明"]


@pytest.mark.parametrize("asked", ["曾援朝 单秀珍", "单秀珍、曾援朝", "单秀珍 & 曾援朝"])
def test_a_couple_is_found_in_whichever_column_they_stand(asked):
    enter("曾援朝")
    enter(Person("曾援朝", "groom"), Person("单秀珍", "bride"))
    enter("单秀珍")

    best = find_persons(PersonQuestion(asked), scope=ALL).hits[0]

    assert {best.entry.name, best.others[0].name} == {"曾援朝", "单秀珍"}
    assert [reason.kind for reason in best.reasons] == ["same", "beside"]


def test_the_one_beside_may_be_misspelled_too():
    enter("曾援朝", "单秀珍")
    enter("曾援朝", "李四妹")

    assert found("曾援朝", beside="单秀贞")[0] == ("曾援朝", ["same", "beside"])


def test_a_year_of_birth_leaves_out_who_is_older_but_not_who_has_none():
    for year in ("1950", "1956", "1957", ""):
        enter(Person("王伟", birth=parse_date(year) if year else None, unit=year or "unknown"))

    hits = find_persons(PersonQuestion("王伟", born=1956, born_within=1), scope=ALL).hits

    assert [(hit.entry.unit, [r.kind for r in hit.reasons]) for hit in hits] == [
        ("1956", ["same", "born"]),
        ("1957", ["same", "born_near"]),
        ("unknown", ["same"]),
    ]


def test_unit_and_place_put_forward_who_fits():
    enter(Person("王伟", unit="县氮肥厂"))
    enter(Person("王伟", unit="红旗机械厂", place="东升街"))

    assert found("王伟", unit="机械", place="东升")[0] == ("王伟", ["same", "unit", "place"])


def reasons(name, **known):
    (hit,) = find_persons(PersonQuestion(name, **known), scope=ALL).hits
    return [str(reason) for reason in hit.reasons]


@pytest.mark.parametrize(
    ("written", "asked", "said"),
    [
        ("红旗公社石桥大队", "红旗镇", "住址：红旗镇，曾称红旗公社"),
        ("紅旗公社石橋大隊", "红旗镇", "住址：红旗镇，曾称红旗公社"),
        ("红旗街道", "红旗镇", "住址：红旗镇，后称红旗街道"),
        ("红旗镇石桥村", "红旗镇", "住址"),
    ],
)
def test_a_place_fits_under_its_other_names_and_says_so(written, asked, said):
    hongqi()
    enter(Person("王伟", place=written))

    assert reasons("王伟", place=asked)[1:] == [said]


def test_a_unit_fits_under_the_name_of_its_predecessor():
    follow(body(("县革命委员会", 1968, 1981), ("县革委", 1968, 1981, "short")), body(("县人民政府", 1981)))
    enter(Person("王伟", unit="县革命委员会办公室"))

    assert reasons("王伟", unit="县人民政府")[1:] == ["单位：县人民政府，曾称县革命委员会"]
    assert reasons("王伟", unit="县革委")[1:] == ["单位：县革委，又称县革命委员会"]


def test_who_is_of_a_place_under_another_name_comes_before_who_is_of_none(monkeypatch):
    monkeypatch.setattr(queries, "BOUND", 3)
    hongqi()
    for _ in range(5):
        enter("王伟")
    enter(Person("王伟", place="红旗公社"))

    assert find_persons(PersonQuestion("王伟", place="红旗镇"), scope=ALL).hits[0].entry.place == "红旗公社"


def test_a_name_of_two_characters_is_not_looked_for_inside_others():
    place(("红旗公社", 1958), ("红旗", 1958, None, "short"))
    enter(Person("王伟", place="红旗水库"))

    assert len(reasons("王伟", place="红旗公社")) == 1


def test_other_names_cost_one_query_for_each_of_unit_and_place(django_assert_max_num_queries):
    hongqi()
    for n in range(30):
        enter(Person("王伟", place="红旗公社", unit=f"第{n}厂"), f"李{'一二三四五六七八九十'[n % 10]}梅")

    asked = PersonQuestion("王伟 李一梅", born=1956, place="红旗镇", unit="红旗机械厂")
    with django_assert_max_num_queries(9):
        assert find_persons(asked, scope=NOBODY_SPECIAL).count == 30


def test_type_and_years_of_the_record_narrow():
    enter("王伟", record_type="marriage", year=1982)
    enter("王伟", record_type="recruitment", year=1971)

    assert len(found("王伟")) == 2
    assert len(found("王伟", record_type="marriage")) == 1
    assert len(found("王伟", year_from=1980, year_to=1990)) == 1


def test_records_are_narrowed_by_days_and_undated_ones_may_be_meant_as_well():
    dated = {"date_start": dt.date(1985, 3, 1), "date_end": dt.date(1985, 3, 31), "year": 1985}
    enter("王伟", **dated)
    enter("王伟", year=1985, date_text="")
    enter("王伟", year=None, date_text="")

    assert len(found("王伟", day_from=dt.date(1985, 3, 31))) == 2
    assert len(found("王伟", day_from=dt.date(1985, 4, 1), day_to=dt.date(1985, 5, 1))) == 1
    assert len(found("王伟", day_from=dt.date(1985, 4, 1), or_undated=True)) == 2


def test_type_and_years_narrow_who_only_comes_near_the_name_too(monkeypatch):
    monkeypatch.setattr(queries, "NEAR", 2)
    enter("王小明", record_type="marriage", year=1982)
    enter("王少明", record_type="recruitment", year=1982)
    enter("王永明", record_type="marriage", year=1971)  # the third of one key: no longer looked at

    assert [name for name, _ in found("王大明")] == ["王小明", "王少明"]
    assert [name for name, _ in found("王大明", record_type="marriage")] == ["王小明"]
    assert [name for name, _ in found("王大明", record_type="marriage", year_from=1970, year_to=1975)] == []
    assert [name for name, _ in found("王大明", year_from=1980, year_to=1990)] == ["王小明", "王少明"]


def test_an_id_number_finds_its_person_by_15_and_18_digits_and_by_its_end():
    enter(Person("单秀珍", id_number=NUMBER))
    enter("单秀珍")

    assert found(id_number=NUMBER) == [("单秀珍", ["id_number"])]
    assert found("单秀珍", id_number="5429") == [("单秀珍", ["same", "id_last4"])]


def test_fifteen_digits_find_the_eighteen():
    enter(Person("单秀珍", id_number="999999561120542"))

    assert found(id_number=NUMBER) == [("单秀珍", ["id_number"])]


@pytest.mark.parametrize("asked", [{"name": ""}, {"name": " 、"}, {"name": "", "id_number": "5429"}])
def test_it_asks_back_when_there_is_nobody_to_look_for(asked):
    with pytest.raises(NothingAsked):
        find_persons(PersonQuestion(**asked), scope=ALL)


def test_it_refuses_half_a_number():
    with pytest.raises(NumberUnreadable) as refused:
        find_persons(PersonQuestion("王伟", id_number="9999991956"), scope=ALL)

    assert "9999991956" not in str(refused.value)


def test_persons_of_unopened_records_leak_nowhere():
    hidden = RecordFactory()
    enter_persons([(hidden, [Person("曾援朝", id_number=NUMBER), Person("单秀珍")])])
    enter("曾援朝")
    own = Scope(everything=False, institutions=frozenset({hidden.institution_id}))

    everybody = find_persons(PersonQuestion("曾援朝", beside="单秀珍"), scope=NOBODY_SPECIAL)

    assert (everybody.count, len(everybody.hits)) == (1, 1)
    assert [reason.kind for reason in everybody.hits[0].reasons] == ["same"]
    assert found(id_number=NUMBER, scope=NOBODY_SPECIAL) == []
    assert len(found("曾援朝", scope=own)) == 2


def test_queries_stay_the_same_for_any_number(django_assert_max_num_queries):
    for n in range(30):
        enter("王伟", f"李{'一二三四五六七八九十'[n % 10]}梅")

    for asked, most in ((PersonQuestion("王伟 李一梅", born=1956), 8), (PersonQuestion("王伟"), 11)):
        with django_assert_max_num_queries(most):
            assert find_persons(asked, scope=NOBODY_SPECIAL).count == 30


def test_hits_go_on_from_sheet_to_sheet_in_one_order():
    for year in range(1950, 1955):
        enter(Person("王伟", birth=parse_date(str(year))))
    asked = PersonQuestion("王伟", born=1950, born_within=9)

    whole = find_persons(asked, scope=ALL)
    sheets = [find_persons(asked, scope=ALL, shown=2, after=after) for after in ("", "2", "4")]

    assert [hit.entry for sheet in sheets for hit in sheet.hits] == [hit.entry for hit in whole.hits]
    assert [(sheet.previous, sheet.next) for sheet in sheets] == [("", "2"), ("0", "4"), ("2", "")]
    assert (whole.previous, whole.next) == ("", "")


@pytest.mark.parametrize("after", ["x", "-1", "²", "99", "9" * 30])
def test_a_sheet_that_is_not_there_is_refused(after):
    enter("王伟")

    with pytest.raises(PlaceUnknown):
        find_persons(PersonQuestion("王伟"), scope=ALL, after=after)


def test_a_name_of_thousands_says_so_and_still_shows_who_sounds_alike(monkeypatch):
    monkeypatch.setattr(queries, "BOUND", 5)
    for _ in range(8):
        enter("王伟")
    enter("汪伟")
    enter(Person("王伟", unit="红旗厂"))

    hits = find_persons(PersonQuestion("王伟", unit="红旗厂"), scope=ALL)

    assert hits.or_more
    assert hits.hits[0].entry.unit == "红旗厂"
    assert "汪伟" in {hit.entry.name for hit in hits.hits}


def test_who_is_called_nearly_so_is_not_pushed_out_by_thousands_who_differ_in_a_character(monkeypatch):
    monkeypatch.setattr(queries, "BOUND", 5)
    monkeypatch.setattr(queries, "FAR", 2)
    for given in "东生西南北中平安":
        enter(f"吴少{given}")
    enter("吴绍林")

    for asked in (PersonQuestion("吴少林"), PersonQuestion("吴少林", born=1950)):
        hits = find_persons(asked, scope=ALL)
        assert hits.hits[0].entry.name == "吴绍林"
        assert hits.count == 1 + (queries.FAR if asked.is_only_a_name else queries.BOUND)
        assert hits.or_more


def test_who_only_comes_near_must_fit_what_else_is_said_unless_nobody_does():
    for given in "东生西":
        enter(Person(f"吴少{given}", unit="县氮肥厂"))
    asked = PersonQuestion("吴少林", unit="红旗机械厂")

    assert find_persons(asked, scope=ALL).count == 3
    enter(Person("吴少海", unit="红旗机械厂"))
    assert [hit.entry.name for hit in find_persons(asked, scope=ALL).hits] == ["吴少海"]
    enter(Person("吴绍林"))
    assert {hit.entry.name for hit in find_persons(asked, scope=ALL).hits} == {"吴少海", "吴绍林"}


def test_of_thousands_the_first_that_may_be_seen_are_compared(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(queries, "BOUND", 2)
    for _ in range(9):
        enter_persons([(RecordFactory(), [Person("王伟"), Person("汪伟")])])
    seen = [enter("王伟") for _ in range(3)]
    asked = PersonQuestion("王伟")

    with django_assert_max_num_queries(14):
        narrow = find_persons(asked, scope=NOBODY_SPECIAL)
    wide = find_persons(asked, scope=ALL)

    assert [hit.entry.record for hit in narrow.hits] == seen[:2]
    assert narrow.or_more
    assert [hit.entry.name for hit in wide.hits] == ["王伟", "王伟"], "who comes near is behind all of them"
    assert wide.or_more


def test_its_json_is_what_the_command_prints():
    record = enter(Person("曾援朝", "groom"), Person("单秀珍", "bride"))

    told = as_json(find_persons(PersonQuestion("曾援朝"), scope=ALL))

    assert told["count"] == 1
    assert told["hits"][0] | {"reason": ""} == {
        "name": "曾援朝", "role": "groom", "born": None, "code": record.code, "title": record.title,
        "beside": ["单秀珍"], "reason": "", "score": 100,
        "also_on": [],
    }  # fmt: skip
