"""The demonstration's opening review and use of unopened archives: batches on their way, a notice, two applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone, translation

from lantai.base.accounts.access import ANONYMOUS, OPERATOR, Actor, Role, actor_of
from lantai.base.accounts.models import Institution, User
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
from lantai.holdings.transfers import actions as transferring
from lantai.holdings.withholding.queries import page_digest
from lantai.services.enquiries import actions as enquiring
from lantai.services.enquiries.clues import in_words
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.models import Complaint, Enquiry
from lantai.services.enquiries.sealed import Reachable
from lantai.services.opening import actions as opening
from lantai.services.opening.models import BatchItem, Consultation, ReviewBatch
from lantai.services.opening.reviewing.queries.places import with_places
from lantai.services.precheck.actions import carry_out_precheck, order_precheck
from lantai.services.precheck.describing import DESCRIPTION
from lantai.services.precheck.models import PageHints

UNIT = "999101"
AUTHORITY = ("999201", "临江区档案局")
REGISTRY, OFFICE = "J032", "J001"
PEOPLE = (
    ("planner", "鉴定员 陶", Role.OPENING_PLANNER),
    ("reviewer", "初审员 柏", Role.OPENING_REVIEWER),
    ("second", "复审员 沈", Role.OPENING_REVIEWER),
    ("approver", "审定人 秦", Role.OPENING_APPROVER),
    ("desk", "利用审批 白", Role.USE_APPROVER),
)
"""Who of the archive reviews, opens and lets use: name, name as shown, role."""
OFFICER = ("authority", "主管员 纪", Role.AUTHORITY_OFFICER, AUTHORITY[0])
OFFICES = {"planner": "planner", "first_reviewer": "reviewer", "second_reviewer": "second", "approver": "approver"}
SINCE = 1999
"""Of the batch that is done: their identity numbers stand in papers that need no recognition."""
IN_REVIEW, DECIDED = 24, 7
AGREED = "馆务会议同意鉴定意见，临档纪〔2026〕15号"


def review_and_use(archive: Institution) -> None:
    """What a run before has made is left as it is; nothing is made where the holdings do not have the records."""
    if ReviewBatch.objects.filter(institution=archive).exists():
        return
    registry = Fonds.objects.filter(institution=archive, code=REGISTRY).first()
    if registry is None:
        return
    agree_with_unit(registry)
    precheck(archive, registry)
    open_a_batch(archive, registry)
    ask_the_unit(archive, registry)
    begin_a_review(archive, registry)
    apply_for_use(archive, registry)


def agree_with_unit(registry: Fonds) -> None:
    """The bureau carries the functions of its registry: it is the one that is asked, in its portal."""
    unit = Institution.objects.get(code=UNIT)
    terms = transferring.Terms("临民移〔2026〕1号", categories="婚姻登记档案", retention="100年")
    agreed = transferring.propose_agreement(actor=OPERATOR, unit=unit, fonds=registry, terms=terms)
    transferring.agree_to(actor=OPERATOR, agreement=agreed)


def precheck(archive: Institution, fonds: Fonds) -> None:
    run = order_precheck(actor=by("planner"), institution=archive, fonds=fonds)
    for share in run.shares.select_related("run__fonds"):
        carry_out_precheck(actor=by("planner"), share=share)


def by(username: str) -> Actor:
    return actor_of(User.objects.get(username=username))


def _planned(archive: Institution, name: str, fonds: Sequence[Fonds], **said: object) -> ReviewBatch | None:
    """None when nothing of it is due, as in the smallest size."""
    today = timezone.localdate()
    people = {office: User.objects.get(username=username) for office, username in OFFICES.items()}
    dates = {"first_due_on": today + dt.timedelta(14), "second_due_on": today + dt.timedelta(28)}
    plan = opening.Plan(name, today.year, fonds, today, people=people, **dates, **said)  # type: ignore[arg-type]
    try:
        return opening.plan_batch(actor=by("planner"), institution=archive, plan=plan)
    except opening.NothingIsDue:
        return None


def _step(batch: ReviewBatch, step: str, username: str) -> None:
    opening.advance_batch(actor=by(username), batch=batch, step=step)


def _reviewed_twice(batch: ReviewBatch) -> None:
    """First and second review say the same; the batch goes on to the units."""
    for username in ("reviewer", "second"):
        if username == "reviewer":
            _step(batch, "begin", "planner")
        for item in batch.items.select_related("batch__institution", "record__fonds").order_by("position"):
            opening.decide(actor=by(username), item=item, **_judged(item))  # type: ignore[arg-type]
        _step(batch, "pass_on", username)


def _judged(item: BatchItem) -> Mapping[str, object]:
    """A couple's identity numbers are withheld where they are found; what nobody has read waits; the rest is opened."""
    if item.record.fonds.code != REGISTRY:
        return {"value": "open", "seconds": 20}
    passages = with_places(item, _numbers_in(item.record))
    if passages:
        return {"value": "partial", "reasons": ["R3a"], "passages": passages, "seconds": 75}
    until = timezone.localdate() + dt.timedelta(days=5 * 365)
    return {"value": "delayed", "reasons": ["R3a"], "review_on": until, "seconds": 30}


def _numbers_in(record: Record) -> list[opening.PassageSaid]:
    """What the precheck took for identity numbers on pages; not what stands in the description."""
    pages = PageHints.objects.filter(record=record).exclude(page_number=DESCRIPTION).order_by("page_number")
    return [
        opening.PassageSaid(page.page_number, "R3a", start, end, digest=page_digest(record.pk, page.page_number))
        for page in pages
        for _detector, start, end, _score, rule, _ground in page.hints
        if rule.startswith("id_number")
    ]


def open_a_batch(archive: Institution, registry: Fonds) -> ReviewBatch | None:
    """Done but for its delays: opened with a notice, one record in part; the authority is asked for its consent."""
    fonds = [*Fonds.objects.filter(institution=archive, code=OFFICE), registry]
    batch = _planned(archive, "一九九九年以后到期档案", fonds, year_from=SINCE, sample_percent=0)
    if batch is None:
        return None
    _reviewed_twice(batch)
    for letter in batch.consultations.select_related("batch__institution", "fonds", "unit"):
        if letter.fonds != registry:
            opening.decide_alone(actor=by("planner"), consultation=letter, reason="立档单位已委托本馆审核")
        else:
            _send(letter, "临档函〔2026〕6号")
            opening.answer_letter(actor=by("officer"), consultation=letter, answers=(), text="同意馆方意见。")
    _step(batch, "pass_on", "planner")
    opening.sum_up(actor=by("planner"), batch=batch)
    _step(batch, "pass_on", "planner")
    opening.approve_batch(actor=by("approver"), batch=batch, text=AGREED)
    if batch.items.filter(state=BatchItem.State.AWAITING).exists():
        authority = Institution.objects.get(code=AUTHORITY[0])
        opening.ask_consent(actor=by("planner"), batch=batch, number="临档〔2026〕21号", authority=authority)
    return batch


def _send(letter: Consultation, number: str) -> None:
    until = timezone.localdate() + dt.timedelta(days=30)
    bureau = Institution.objects.get(code=UNIT).name  # carries the functions of its registry today
    opening.send_letter(actor=by("planner"), consultation=letter, number=number, due_on=until, asked=bureau)


def ask_the_unit(archive: Institution, registry: Fonds) -> None:
    """A batch whose letter waits in the portal of the unit."""
    batch = _planned(archive, "一九九八年以前婚姻登记档案", [registry], sample_percent=0)
    if batch is None:
        return
    _reviewed_twice(batch)
    for letter in batch.consultations.select_related("batch__institution", "fonds", "unit"):
        _send(letter, "临档函〔2026〕9号")


def begin_a_review(archive: Institution, registry: Fonds) -> None:
    """What else is due, prechecked, with the first decisions: the review screen has work."""
    fonds = list(Fonds.objects.filter(institution=archive).exclude(pk=registry.pk).order_by("code"))
    batch = _planned(archive, "二〇二六年度到期文书档案", fonds, most=IN_REVIEW)
    if batch is None:
        return
    run = order_precheck(
        actor=by("planner"), institution=archive, records=list(batch.items.values_list("record", flat=True))
    )
    for share in run.shares.select_related("run__fonds"):
        carry_out_precheck(actor=by("planner"), share=share)
    _step(batch, "begin", "planner")
    positions = list(batch.items.order_by("position").values_list("position", flat=True)[:DECIDED])
    opening.decide_many(actor=by("reviewer"), batch=batch, positions=positions, value="open")


def apply_for_use(archive: Institution, registry: Fonds) -> None:
    """One application waits at the desk; one was refused, and its applicant complains to the authority."""
    if Enquiry.objects.filter(institution=archive).exists():
        return
    sought = "本人一九七九年在县棉纺厂参加工作时的招工登记表，办理退休核定工龄使用。"
    contact = Reachable("000-5550123", address="临江区柳巷九十九号")
    first = enquiring.Application("self", "柳文澜", "service", sought, contact=contact)
    enquiring.enter_enquiry(actor=by("archivist"), institution=archive, application=first, channel="phone")
    record = Record.objects.filter(fonds=registry, opening_state=OpeningState.RESTRICTED).order_by("pk").first()
    if record is not None:
        refuse_one(archive, record)
    come_with_matters(archive, registry)


def refuse_one(archive: Institution, record: Record) -> Complaint:
    sought = "邻居家一九九〇年前后的婚姻登记材料，编写家谱使用。"
    asked = enquiring.Application("self", "云望舒", "history", sought, contact=Reachable("000-5550199"))
    clerk = by("archivist")
    made = enquiring.enter_enquiry(actor=clerk, institution=archive, application=asked, channel="counter")
    enquiry = enquiring.take_on_enquiry(actor=clerk, enquiry=made.enquiry)
    enquiring.mean_records(actor=clerk, enquiry=enquiry, records=[record])
    draft = enquiring.Draft("refused", reason="所涉内容为他人个人信息，未见当事人授权")
    enquiring.prepare_decision(actor=clerk, enquiry=enquiry, draft=draft)
    enquiring.decide_enquiry(actor=by("desk"), enquiry=enquiry)
    enquiry = Enquiry.objects.select_related("institution").get(pk=enquiry.pk)
    authority = Institution.objects.get(code=AUTHORITY[0])
    words = "编写家谱属合理利用，请依法调查处理。"
    return enquiring.file_complaint(actor=ANONYMOUS, enquiry=enquiry, authority=authority, words=words)


def come_with_matters(archive: Institution, registry: Fonds) -> None:
    """Cases of matters: one waits, one is searched for with clues that lead to a couple, one was not found."""
    couple = _a_couple(registry)
    if couple is not None:
        husband, wife, year = couple
        asked = {"husband": husband, "wife": wife, "married": str(year)}
        case = _entered(archive, "marriage", wife, asked, channel="counter")
        enquiring.take_on_enquiry(actor=by("archivist"), enquiry=case)
    youth = {"person": "柳文澜", "school": "临江中学", "sent_to": "红旗公社", "sent": "1975"}
    _entered(archive, "sent_down", "柳文澜", youth, channel="letter")
    veteran = {"person": "云望舒", "enlisted": "1968", "discharged": "1973"}
    case = enquiring.take_on_enquiry(
        actor=by("archivist"), enquiry=_entered(archive, "veteran", "云望舒", veteran, channel="phone")
    )
    searched = enquiring.Searched(
        "云望舒",
        ("veteran", "recruitment"),
        "1970–1976",
        more="一九七三年退伍军人安置名册",
        elsewhere="区退役军人事务局",
    )
    enquiring.answer_not_found(actor=by("archivist"), enquiry=case, searched=searched)


def _a_couple(registry: Fonds) -> tuple[str, str, int] | None:
    """Of a marriage whose two names and year are known."""
    records = Record.objects.filter(fonds=registry, record_type="marriage", year__isnull=False).order_by("pk")
    for record in records[:50]:
        named = {entry.role: entry.name for entry in record.persons.all()}
        if {"groom", "bride"} <= set(named) and record.year:
            return named["groom"], named["bride"], record.year
    return None


def _entered(archive: Institution, code: str, name: str, answers: Mapping[str, str], *, channel: str) -> Enquiry:
    matter = matters()[code]
    with translation.override("zh-hans"):
        sought = in_words(matter, answers)
    contact = Reachable("000-5550177")
    asked = enquiring.Application("self", name, matter.purpose, sought, contact=contact, matter=code, answers=answers)
    return enquiring.enter_enquiry(
        actor=by("archivist"), institution=archive, application=asked, channel=channel
    ).enquiry
