"""Matters: found in people's own words, asked for by guided questions, searched by their clues, and how they end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.actions import Person, enter_persons
from lantai.holdings.catalogue.models import OpeningState
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.enquiries.actions import (
    AlreadyExtended,
    ApprovalNeeded,
    NotNow,
    NotTheSameCase,
    Searched,
    WordsMissing,
    answer_not_found,
    deliver_enquiry,
    erase_applicant,
    extend_term,
    find_matter,
    mean_records,
    merge_enquiry,
    take_on_enquiry,
)
from lantai.services.enquiries.clues import as_search, in_words
from lantai.services.enquiries.forms_matters import ClueForm
from lantai.services.enquiries.matters import matters, own_matter_problems, use_matters
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.papers import letter_as_pdf
from lantai.services.enquiries.tests.factories import (
    CLERK,
    ID_NUMBER,
    PHONE,
    filed,
    filed_matter,
    matter_case,
    taken_on,
)
from lantai.services.enquiries.tests.test_own_page import opened, stamp, text_of
from lantai.services.enquiries.wishes import find_matters
from lantai.services.enquiries.working_days import SHIPPED, read_calendar, working_days

WISHES = {
    "marriage": (
        "结婚证丢了", "我想补结婚证", "结昏证", "jiehunzheng", "jiehunzehng", "lost my marriage certificate", "mariage",
    ),
    "service_years": ("我要办退休", "查工龄", "tuixiu", "招功表", "retirement", "下岗", "特殊工种"),
    "sent_down": ("一九七五年下乡插队的证明", "zhiqing", "zhiqin"),
    "veteran": ("查一下我爸当兵", "退伍軍人"),
    "schooling": ("毕业征", "biyezheng", "xueji"),
    "homestead": ("宅其地", "宅基地", "老宅"),
    "land_contract": ("我爷爷的土地证",),
    "inheritance": ("遗产继承", "证明我和我爸的关系"),
    "household_move": ("改名字", "hukou"),
    "redress": ("右派平反", "精简下放"),
    "birth_death": ("出生医学证明", "死亡证明"),
}  # fmt: skip


def test_a_matter_is_found_in_peoples_own_words():
    missed = {
        wish: [match.matter.code for match in found][:2]
        for code, wishes in WISHES.items()
        for wish in wishes
        if (found := find_matters(wish, matters().values())) is None or not found or found[0].matter.code != code
    }

    assert not missed
    assert not any(find_matters(nothing, matters().values()) for nothing in ("天气", "abc", "", "  ", "x" * 500))


def test_every_matter_says_who_may_ask_with_what_and_can_be_searched():
    assert len(matters()) >= 15
    for matter in matters().values():
        assert matter.required
        assert all(asking.proof_labels() for asking in matter.asking())
        assert {each.fills for each in matter.questions if each.code in matter.required} == {"name"}


def test_an_archive_adds_a_matter_and_a_wrong_file_is_told(tmp_path):
    text = (
        "schema: 1\nversion: 1\nmatters:\n  - {code: ferry, group: work, labels: {zh: 查船工执照, en: Ferry}, "
        "says: {zh: 说明, en: words}, words: [渡船执照], gives: [copy], purpose: other, days: 2, "
        "questions: [person, year], required: [person]}\n"
    )
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text.replace("group: work", "group: nowhere"), encoding="utf-8")
    use_matters(tmp_path)
    try:
        assert find_matters("渡船执照", matters().values())[0].matter.code == "ferry"
        assert ["nowhere" in problem.reason for problem in own_matter_problems()] == [True]
    finally:
        use_matters(settings.MATTERS_FOLDER)


def test_every_clue_of_a_matter_s_record_types_is_asked_for():
    lacking = {
        code: [each.label for each in unasked]
        for code, matter in matters().items()
        if (unasked := [clue for clue in matter.clues() if not _is_asked(clue, matter.questions)])
    }

    assert not lacking
    assert [each.code for each in matters()["marriage"].clues()] == ["groom", "bride", "registered"]
    assert not [each for each in matters()["marriage"].questions if each.code == "nature"]
    assert {each.code for each in matters()["medical"].questions} == {"person", "born", "year", "number"}


def _is_asked(clue, questions):
    return any(each.code == clue.code or (clue.fills and each.fills == clue.fills) for each in questions)


def test_answers_become_the_search_for_persons():
    answers = {"person": "柳文澜", "born": "1956", "started": "1975年", "employer": "县棉纺厂", "nonsense": "x"}
    matter = matters()["service_years"]

    filled = as_search(matter, answers)

    assert filled == {
        "name": "柳文澜", "born": 1956, "born_within": 2, "unit": "县棉纺厂", "year_from": 1972, "year_to": 1978,
    }  # fmt: skip
    with translation.override("zh-hans"):
        assert "县棉纺厂" in in_words(matter, answers, "谢谢")


@pytest.mark.parametrize(("typed", "year"), [("民国三十年", 1941), ("1956-11-20", 1956), ("一九五六年生", 1956)])
def test_the_search_beside_a_case_reads_a_birth_as_the_search_for_persons_does(typed, year):
    form = ClueForm({"name": "柳文澜", "born": typed}, matter=matters()["service_years"])

    assert form.is_valid()
    assert form.question(2).born == year
    assert "born" in ClueForm({"name": "柳文澜", "born": "属马"}, matter=matters()["service_years"]).errors


pages = pytest.mark.django_db


def said(**changed):
    known = {
        "institution": "LT01", "q-husband": "程志远", "q-wife": "柳文澜", "q-married": "1979年", "name": "柳文澜",
        "document_kind": "id_card", "document": ID_NUMBER, "phone": PHONE, "agreed": "on", "stamp": stamp(60.0),
    }  # fmt: skip
    return known | changed


@pages
def test_a_citizen_finds_the_matter_answers_its_questions_and_gets_a_number(client):
    InstitutionFactory()
    assert "/services/marriage" in text_of(client.get("/services", {"q": "jiehun"}))
    assert "?as=heir" in text_of(client.get("/services/marriage"))
    assert "q-husband" in text_of(client.get("/services/marriage/apply?as=self"))

    answer = client.post("/services/marriage/apply?as=self", said())

    enquiry = Enquiry.objects.get()
    assert (answer.status_code, enquiry.matter, enquiry.purpose) == (200, "marriage", "marriage")
    assert enquiry.answers == {"husband": "程志远", "wife": "柳文澜", "married": "1979"}
    assert "程志远" in enquiry.sought
    assert enquiry.next_on <= enquiry.due_on == working_days().after(timezone.localdate(), 3)
    own = text_of(opened(client, answer.context["filed"]).get(reverse("enquiries:own", args=[enquiry.number])))
    assert "程志远" in own


@pages
def test_what_a_citizen_has_not_said_is_named_and_nothing_is_refused(client):
    InstitutionFactory()
    page = client.get("/services/marriage/apply?as=self").content.decode()
    assert "这类档案需要凭以下线索查找： 男方 · 女方 · 登记日期" in page

    answer = client.post("/services/marriage/apply?as=self", said(**{"q-wife": ""}))

    assert "您还没有填写： 女方" in text_of(answer)
    assert Enquiry.objects.count() == 1


@pages
def test_a_year_is_answered_as_people_say_it_and_kept_in_digits(client):
    InstitutionFactory()
    said_so = said(
        **{"q-person": "柳文澜", "q-born": "虚岁70", "q-started": "一九七五年三月", "q-employer": "县棉纺厂"}
    )

    assert client.post("/services/service_years/apply?as=self", said_so).status_code == 200
    assert client.post("/services/service_years/apply?as=self", said_so | {"q-born": "属马"}).status_code == 400

    kept = Enquiry.objects.get().answers
    assert (kept["born"], kept["started"]) == (str(timezone.localdate().year - 69), "1975")


@pages
def test_what_does_not_fit_is_told_and_nothing_kept(client):
    InstitutionFactory()
    for changed in ({"q-husband": ""}, {"q-married": "七五"}, {"q-married": "2999"}, {"stamp": ""}, {"name": ""}):
        assert client.post("/services/marriage/apply?as=self", said(**changed)).status_code == 400
    assert client.post("/services/marriage/apply?as=thief", said()).status_code == 400
    assert client.post("/services/marriage/apply?as=self", said(website="x")).status_code == 200
    assert client.get("/services/marriage/apply").status_code == 302
    assert {client.get(f"/services/{each}").status_code for each in ("nothing", "unopened", "%00")} == {404}
    assert not Enquiry.objects.exists()


def married(**more):
    said = {"date_text": "1979", "year": 1979} | more
    record = RecordFactory(
        record_type="marriage", title="程志远与柳文澜结婚登记", opening_state=OpeningState.RESTRICTED, **said
    )
    enter_persons([(record, [Person("程志远", role="groom"), Person("柳文澜", role="bride")])])
    return record


@pages
def test_the_desk_finds_by_the_clues_links_and_delivers(client):
    client.force_login(person(Role.ARCHIVIST, InstitutionFactory()))
    record, undated, enquiry = married(), married(date_text="", year=None), matter_case()
    at = {name: reverse("enquiries:act", args=[enquiry.ulid, name]) for name in ("link", "found", "deliver", "close")}

    page = client.get(reverse("enquiries:enquiry", args=[enquiry.ulid]))
    assert record.code in text_of(page)
    assert undated.code in text_of(page)
    assert {reason.kind for reason in page.context["search"].found.hits[0].reasons} >= {"same", "beside"}
    assert client.post(at["found"]).status_code == 422
    linked = client.post(at["link"], {"record": record.ulid, "search": page.context["search"].address})
    assert "name=" in linked["Location"]
    for name, sent in (("found", {}), ("deliver", {"way": "counter"}), ("close", {"satisfaction": "good"})):
        assert client.post(at[name], sent).status_code == 302

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.delivery, enquiry.satisfaction) == ("closed", "counter", "good")
    assert client.post(at["deliver"], {"way": "counter"}).status_code == 409
    shown = text_of(client.get(reverse("enquiries:enquiries"), {"matter": "marriage", "mine": "1"}))
    assert enquiry.number not in shown


@pages
def test_a_record_of_another_archive_is_neither_shown_nor_linked(client):
    client.force_login(person(Role.ARCHIVIST, InstitutionFactory()))
    other = married(fonds__institution=InstitutionFactory(code="LT98"))
    enquiry = matter_case()

    page = text_of(client.get(reverse("enquiries:enquiry", args=[enquiry.ulid])))
    link = client.post(reverse("enquiries:act", args=[enquiry.ulid, "link"]), {"record": other.ulid, "search": ""})

    assert other.code not in page
    assert link.status_code == 422


@pages
def test_not_found_says_what_was_searched_and_is_forgotten_in_time(client):
    client.force_login(person(Role.ARCHIVIST, InstitutionFactory()))
    made = filed_matter()
    enquiry = take_on_enquiry(actor=CLERK, enquiry=made.enquiry)
    search = client.get(reverse("enquiries:enquiry", args=[enquiry.ulid])).context["search"]
    sent = {"search": search.address, "more": "一九七九年登记簿", "elsewhere": "区民政局"}

    assert client.post(reverse("enquiries:act", args=[enquiry.ulid, "not_found"]), sent).status_code == 302

    enquiry.refresh_from_db()
    assert enquiry.searched["question"] == "程志远 · 柳文澜"
    assert (enquiry.searched["types"], enquiry.searched["years"]) == (["marriage"], "1977–1981")
    assert letter_as_pdf(enquiry, "not_found")
    client.logout()
    own = text_of(opened(client, made).get(reverse("enquiries:own", args=[enquiry.number])))
    assert "区民政局" in own
    assert "程志远" not in str(list(Event.objects.values_list("data", flat=True)))
    erase_applicant(actor=OPERATOR, enquiry=enquiry)
    assert (Enquiry.objects.get().searched, Enquiry.objects.get().answers) == ({}, {})
    assert letter_as_pdf(Enquiry.objects.get(), "not_found") is None


@pages
def test_who_needs_approval_gets_nothing_before_it():
    record, enquiry = married(), matter_case(applicant_kind="lawyer")
    mean_records(actor=CLERK, enquiry=enquiry, records=[record])
    enquiry = find_matter(actor=CLERK, enquiry=enquiry)

    with pytest.raises(ApprovalNeeded):
        deliver_enquiry(actor=CLERK, enquiry=enquiry, way="counter", note="")
    assert not Event.objects.filter(verb="enquiry:deliver").exists()


@pages
def test_a_term_is_extended_once_and_the_reason_is_read():
    enquiry = taken_on()
    before = enquiry.due_on
    with pytest.raises(WordsMissing):
        extend_term(actor=CLERK, enquiry=enquiry, why=" ")

    enquiry = extend_term(actor=CLERK, enquiry=enquiry, why="需到库房逐卷查找")

    assert enquiry.due_on == enquiry.next_on == working_days().after(before, 10)
    assert enquiry.steps.get(act="extend").internal is False
    with pytest.raises(AlreadyExtended):
        extend_term(actor=CLERK, enquiry=enquiry, why="再延长")


@pages
def test_a_case_that_came_twice_ends_in_the_other():
    archive = InstitutionFactory()
    one, two = taken_on(archive), filed(archive).enquiry

    merge_enquiry(actor=CLERK, enquiry=two, into=one, why="同一申请重复提交")

    two.refresh_from_db()
    assert (two.state, two.merged_into) == ("merged", one.number)
    for enquiry, into in ((one, one), (one, two)):
        with pytest.raises(NotTheSameCase):
            merge_enquiry(actor=CLERK, enquiry=enquiry, into=into, why="x")


@pages
def test_a_case_is_handed_over_to_a_colleague_only(client):
    archive = InstitutionFactory()
    client.force_login(person(Role.ARCHIVIST, archive))
    colleague, enquiry = person(Role.USE_APPROVER, archive), taken_on(archive)
    at = reverse("enquiries:act", args=[enquiry.ulid, "hand_over"])

    assert client.post(at, {"to": "0", "why": "休假"}).status_code == 400
    assert client.post(at, {"to": str(colleague.pk), "why": "休假"}).status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.handler_id == colleague.pk


@pages
def test_an_application_for_unopened_archives_has_no_acts_of_matters():
    with pytest.raises(NotNow):
        answer_not_found(actor=CLERK, enquiry=taken_on(), searched=Searched("x"))


@pages
def test_the_board_counts_open_cases_with_as_many_queries_for_many(client, django_assert_max_num_queries):
    archive = InstitutionFactory()
    client.force_login(person(Role.ARCHIVIST, archive))
    assert "empty" in text_of(client.get(reverse("enquiries:board")))
    for _ in range(4):
        filed_matter()
    old = taken_on(archive)
    Enquiry.objects.filter(pk=old.pk).update(
        made_at=timezone.now() - dt.timedelta(days=90), next_on=dt.date(2020, 1, 1)
    )

    with django_assert_max_num_queries(14):
        board = client.get(reverse("enquiries:board")).context["board"]

    assert (board.whole.open, board.whole.late, board.whole.by_age[-1], sum(board.whole.by_age)) == (5, 1, 1, 5)
    assert len(board.matters) == 2
    assert board.pressing[0] == old


@pages
def test_holidays_are_imported_and_a_wrong_list_changes_nothing(settings, tmp_path):
    settings.HOLIDAYS_FILE = tmp_path / "rules" / "holidays.yaml"
    good, bad = tmp_path / "2027.csv", tmp_path / "bad.csv"
    good.write_bytes("日期,类型,名称\n2027-02-06,休,春节\n2027/02/14,班,\n".encode("gb18030"))
    over_new_year = "{first: 2026-12-30, last: 2027-01-02, name: 元旦}"
    settings.HOLIDAYS_FILE.parent.mkdir()
    shipped = SHIPPED.read_text(encoding="utf-8").replace("days_off:\n", f"days_off:\n  - {over_new_year}\n")
    settings.HOLIDAYS_FILE.write_text(shipped, encoding="utf-8")
    bad.write_text("date,kind,name\nsome day,off,x\n", encoding="utf-8")

    call_command("import_holidays", str(good))
    with pytest.raises(SystemExit):
        call_command("import_holidays", str(bad))

    days = read_calendar(settings.HOLIDAYS_FILE)
    assert dt.date(2027, 2, 6) in days.days_off
    assert dt.date(2027, 2, 14) in days.days_worked
    assert {dt.date(2026, 10, 1), dt.date(2026, 12, 31)} <= days.days_off
    assert dt.date(2027, 1, 1) not in days.days_off


@pages
def test_who_may_not_handle_enquiries_sees_no_board(client):
    assert client.get(reverse("enquiries:board")).status_code == 302
    client.force_login(person(Role.PROOFREADER, InstitutionFactory()))
    assert client.get(reverse("enquiries:board")).status_code == 403


def test_a_form_names_what_the_search_cannot_begin_without(client, world):
    shown = client.get(reverse("enquiries:apply", args=["marriage"]), {"as": "self"}).content.decode()

    assert "查找须有：男方姓名。" in shown


@pytest.mark.django_db
def test_the_counter_finds_a_matter_by_what_somebody_says(client):
    client.force_login(person(Role.DESK_OFFICER))
    address = reverse("enquiries:new")

    found = client.get(address, {"q": "我要办退休", "as": "kin"}).content.decode()
    assert f"{address}?matter=service_years&amp;as=kin" in found
    assert f"{address}?matter=marriage" not in found
    assert "列表中没有符合这些话的事项" in client.get(address, {"q": "天气", "as": "x" * 300}).content.decode()
    assert "来人怎么说" not in client.get(address, {"q": "退休", "matter": "marriage"}).content.decode()
