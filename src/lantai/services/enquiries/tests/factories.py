"""Made-up applications of generated people, made through the acts."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.certificates.actions import Order
from lantai.services.enquiries.actions import (
    Application,
    Draft,
    Filed,
    Sent,
    consult_unit,
    decide_enquiry,
    enter_enquiry,
    file_complaint,
    mean_records,
    prepare_decision,
    take_on_enquiry,
)
from lantai.services.enquiries.models import Complaint, Enquiry, UnitConsent
from lantai.services.enquiries.sealed import Reachable

ID_NUMBER = "999999195611205429"
"""Of a region that does not exist, with the right last digit."""
PHONE = "000-5550123"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
CLERK = Actor("经办人 石望川", "archivist", None, {"*": frozenset(Right)})


def application(**said) -> Application:
    known = {
        "applicant_kind": "self", "name": "柳文澜", "purpose": "service", "sought": "一九七五年下乡插队的材料",
        "document_kind": "id_card", "document": ID_NUMBER, "contact": Reachable(PHONE, address="柳巷九十九号"),
    }  # fmt: skip
    return Application(**(known | said))


def filed(institution: Institution | None = None, proofs=(), channel="counter", **said) -> Filed:
    return enter_enquiry(
        actor=CLERK, institution=institution or InstitutionFactory(), application=application(**said),
        channel=channel, proofs=[Sent(each) for each in proofs],
    )  # fmt: skip


def taken_on(institution: Institution | None = None, **more) -> Enquiry:
    return take_on_enquiry(actor=CLERK, enquiry=filed(institution, **more).enquiry)


def linked(record: Record | None = None, institution: Institution | None = None) -> Enquiry:
    record = record or RecordFactory()
    enquiry = taken_on(institution or record.fonds.institution)
    mean_records(actor=CLERK, enquiry=enquiry, records=[record])
    return enquiry


def asked(unit: Institution, record: Record | None = None) -> UnitConsent:
    enquiry = linked(record)
    ulids = list(enquiry.meant.values_list("record__ulid", flat=True))
    return consult_unit(actor=CLERK, enquiry=enquiry, unit=unit, question="可否提供利用？", records=ulids)


REFUSAL = Draft("refused", reason="所涉内容为他人个人信息")


def grant(**said) -> Draft:
    return Draft(
        **({"outcome": "granted", "use": "copy", "until": timezone.localdate() + dt.timedelta(days=30)} | said)
    )


def prepared(record: Record | None = None, draft: Draft = REFUSAL) -> Enquiry:
    enquiry = linked(record)
    prepare_decision(actor=CLERK, enquiry=enquiry, draft=draft)
    enquiry.refresh_from_db()
    return enquiry


def decided(record: Record | None = None, draft: Draft = REFUSAL) -> Enquiry:
    enquiry = prepared(record, draft)
    decide_enquiry(actor=OPERATOR, enquiry=enquiry)
    return Enquiry.objects.select_related("institution").get(pk=enquiry.pk)


def authority() -> Institution:
    made, _ = Institution.objects.get_or_create(
        code="LT00", defaults={"name": "云溪区档案局", "kind": Institution.Kind.AUTHORITY}
    )
    return made


def complained(record: Record | None = None) -> Complaint:
    return file_complaint(actor=OPERATOR, enquiry=decided(record), authority=authority(), words="不服，请依法调查处理")


MARRIED = {"husband": "程志远", "wife": "柳文澜", "married": "1979"}


def filed_matter(institution: Institution | None = None, **more) -> Filed:
    """An application for the proof of a marriage."""
    known = {"matter": "marriage", "purpose": "marriage", "answers": MARRIED, "sought": "查结婚登记"}
    return filed(institution or Institution.objects.first(), **(known | more))


def matter_case(institution: Institution | None = None, **more) -> Enquiry:
    return take_on_enquiry(actor=CLERK, enquiry=filed_matter(institution, **more).enquiry)


def town() -> Institution:
    """A counter that holds nothing of its own."""
    made, _ = Institution.objects.get_or_create(
        code="LT31", defaults={"name": "石桥镇便民服务中心", "kind": Institution.Kind.TOWNSHIP}
    )
    return made


def taken_for(institution: Institution, **more) -> Enquiry:
    """A matter's case which the town's counter took for this archive."""
    known = {"matter": "marriage", "purpose": "marriage", "answers": MARRIED, "sought": "查结婚登记"}
    asked_for = application(**(known | more))
    return enter_enquiry(
        actor=CLERK, institution=institution, application=asked_for, channel="counter", counter=town()
    ).enquiry


def order_of(enquiry: Enquiry) -> Order:
    """For whom a copy is issued, as the desk fills it in."""
    return Order(enquiry.name, purpose=enquiry.purpose_label, address="https://da.example.cn")
