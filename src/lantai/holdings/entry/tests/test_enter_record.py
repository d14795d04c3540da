"""What a person types becomes what the record says: checked, confirmed, in one act, over nothing newer."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import OPERATOR, NotAllowed, Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.base.audit.models import Event
from lantai.base.common.dates import parse_date
from lantai.holdings.catalogue.actions import Person, RecordHasChanged, enter_persons, persons_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.entry.actions import DoubtsUnconfirmed, Entered, NothingTyped, enter_record
from lantai.holdings.entry.doubts import doubts_about
from lantai.holdings.entry.models import EnteredRecord
from lantai.holdings.entry.queries import proposals_for
from lantai.holdings.entry.tests.forms import NUMBER, application, marriage, page_with, typed
from lantai.holdings.entry.values import said_by

pytestmark = pytest.mark.django_db


def blank(**fields):
    return RecordFactory(record_type="marriage", title="", date_text="", **fields)


def enter(record, told=None, **more):
    """As somebody does who has seen that made-up ID numbers are of no region."""
    told = told or typed()
    seen = {doubt.token for doubt in doubts_about(marriage(), told) if doubt.finding.code == "person.id_number_region"}
    more["confirmed"] = more.get("confirmed", frozenset()) | seen
    entered = Entered(marriage(), told, record.version, **more)
    return enter_record(actor=OPERATOR, record=record, entered=entered)


def fresh(record):
    return Record.objects.get(pk=record.pk)


def test_it_writes_fields_persons_title_and_date_as_a_list_would_have_brought_them():
    record = enter(blank(year=None))

    saved = fresh(record)
    assert saved.fields == {"登记性质": "结婚", "登记日期": "1981年5月4日", "登记机关": "红旗公社"}
    assert saved.title == "程志远与单秀珍结婚登记"
    assert (saved.date_text, saved.date_key, saved.year) == ("1981年5月4日", 19810504, 1981)
    people = [(each.name, each.role, each.sex, each.birth_key) for each in saved.persons.all()]
    assert people == [("程志远", "groom", "male", 19550312), ("单秀珍", "bride", "female", 19561120)]


def test_what_was_entered_stands_in_the_form_again():
    record = enter(blank(), typed(bride_id_number=NUMBER))

    said = said_by(fresh(record), marriage())

    assert {name: said.values.get(name) for name in typed()} == typed()
    assert said.kept == {"p.bride.0.id_number": "5429"}
    assert NUMBER not in str(said)


def test_it_leaves_one_event_that_names_places_and_no_texts():
    record = enter(blank(), typed(bride_id_number=NUMBER))

    event = Event.objects.get(verb="record:enter")
    assert event.subject_id == record.ulid
    assert event.data["fields"] == ["date", "fields", "persons", "title"]
    assert "程志远" not in str(event.data)
    assert NUMBER not in str(event.data)


def test_a_list_s_own_header_stays_in_use():
    record = blank(fields={"登记机关": "旧机关", "结婚证号": "81字1号"})

    enter(record, typed(certificate="81字2号"))

    assert fresh(record).fields["结婚证号"] == "81字2号"
    assert "证号" not in fresh(record).fields


def test_an_id_number_left_empty_stays_and_a_dash_takes_it_out():
    record = enter(blank(), typed(bride_id_number=NUMBER))
    enter(fresh(record), typed(groom_unit="农机厂"))
    kept = [each.id_number for each in persons_of(fresh(record), person_keys())]

    enter(fresh(record), typed(bride_id_number="-"))

    assert kept == ["", NUMBER]
    assert [each.id_last4 for each in fresh(record).persons.all()] == ["", ""]


def test_persons_of_other_roles_stay():
    record = blank()
    enter_persons([(record, [Person("柳文澜", "witness")])])

    enter(record)

    assert [each.role for each in fresh(record).persons.all()] == ["groom", "bride", "witness"]


def test_persons_that_say_the_same_are_not_entered_anew():
    record = enter(blank())
    before = [each.pk for each in fresh(record).persons.all()]

    enter(fresh(record), typed(office="南街公社"))

    assert [each.pk for each in fresh(record).persons.all()] == before


def test_a_title_the_type_made_is_made_again_and_a_person_s_own_stays():
    record = enter(blank())
    enter(fresh(record), typed(groom_name="程志元") | {"r.title": fresh(record).title})
    made = fresh(record).title
    enter(fresh(record), typed() | {"r.title": "自拟题名"})
    enter(fresh(record), typed(groom_name="程志远远") | {"r.title": "自拟题名"})

    assert made == "程志元与单秀珍结婚登记"
    assert fresh(record).title == "自拟题名"


def test_it_refuses_what_looks_wrong_until_a_person_confirms_it():
    told = typed(bride_id_number=NUMBER[:-1] + "8", registered="1981年2月30日", groom_birth="某年某月")
    record = blank()

    with pytest.raises(DoubtsUnconfirmed) as refused:
        enter(record, told)
    confirmed = frozenset(doubt.token for doubt in refused.value.doubts)
    enter(record, told, confirmed=confirmed)

    codes = {doubt.finding.code for doubt in refused.value.doubts}
    assert codes == {"person.id_number_checksum", "entry.date_impossible", "entry.date_unreadable"}
    assert fresh(record).fields["登记日期"] == "1981年2月30日"
    assert Event.objects.get(verb="record:enter").data["confirmed"] == sorted(codes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bride_id_number": NUMBER, "bride_birth": "19561121"}, "person.id_number_birth"),
        ({"groom_id_number": NUMBER, "groom_birth": ""}, "entry.id_number_sex"),
        ({"bride_id_number": "12345"}, "person.id_number_malformed"),
        ({"groom_name": "", "groom_unit": "农机厂"}, "entry.person_nameless"),
    ],
)
def test_it_doubts_what_does_not_fit_together(changes, code):
    assert code in {doubt.finding.code for doubt in doubts_about(marriage(), typed(**changes))}


def test_a_confirmation_is_of_one_value_and_tells_nothing_of_it():
    one, other = (doubts_about(marriage(), typed(registered=text))[0] for text in ("1981年2月30日", "1981年2月31日"))

    assert one.token != other.token
    assert "30" not in one.token.rsplit(":", 1)[0]


def test_it_refuses_to_overwrite_what_changed_meanwhile():
    record = blank()
    stale = fresh(record)
    enter(record)

    with pytest.raises(RecordHasChanged):
        enter_record(actor=OPERATOR, record=fresh(record), entered=Entered(marriage(), typed(), stale.version))

    assert Event.objects.filter(verb="record:enter").count() == 1


def test_nothing_typed_is_no_entry():
    with pytest.raises(NothingTyped):
        enter(blank(), dict.fromkeys(typed(), ""))

    assert not EnteredRecord.objects.exists()


def test_only_who_describes_enters():
    record = blank()

    with pytest.raises(NotAllowed):
        enter_record(
            actor=actor_of(person(Role.PROOFREADER)),
            record=record,
            entered=Entered(marriage(), typed(), record.version),
        )


def test_what_was_accepted_is_remembered_only_where_it_was_proposed_and_kept():
    record = page_with(application(), blank())
    proposed = proposals_for(record, marriage())
    told = typed(groom_birth="1955年3月12日", bride_birth="1956年11月21日")
    claimed = frozenset({"p.groom.0.birth", "p.bride.0.birth", "f.clerk"})

    enter_record(
        actor=OPERATOR,
        record=record,
        entered=Entered(marriage(), told, record.version, accepted=claimed),
        proposed=proposed,
    )

    (accepted,) = EnteredRecord.objects.get().accepted
    assert accepted["name"] == "p.groom.0.birth"
    assert accepted["rule"] == "marriage_form 1"
    assert accepted["by"] == "operator"
    assert accepted["boxes"]
    assert "1955" not in str(accepted["name"] + accepted["rule"])


def test_what_was_accepted_is_forgotten_when_the_place_is_typed_anew():
    record = page_with(application(), blank())
    told = typed(groom_birth="1955年3月12日")
    entered = Entered(marriage(), told, record.version, accepted=frozenset({"p.groom.0.birth", "p.groom.0.name"}))
    enter_record(actor=OPERATOR, record=record, entered=entered, proposed=proposals_for(record, marriage()))

    enter(fresh(record), typed(groom_birth="19550313"))

    entry = EnteredRecord.objects.get()
    assert [each["name"] for each in entry.accepted] == ["p.groom.0.name"]
    assert entry.times == 2


def test_every_form_of_a_date_is_taken_and_its_text_kept():
    record = enter(blank(), typed(registered="民国三十七年", groom_birth="约1920年", bride_birth="宣统三年"))

    saved = fresh(record)
    assert (saved.date_text, saved.date_start) == ("民国三十七年", parse_date("1948").start)
    assert [each.birth_year for each in saved.persons.all()] == [1920, 1911]


def test_persons_who_were_not_asked_for_stay():
    record = blank()
    enter_persons([(record, [Person("程志远", "groom"), Person("程志遥", "groom"), Person("单秀珍", "bride")])])
    told = {name: value for name, value in typed().items() if not name.startswith("p.bride")}

    enter(record, told)

    assert [each.name for each in fresh(record).persons.all()] == ["程志远", "程志遥", "单秀珍"]
