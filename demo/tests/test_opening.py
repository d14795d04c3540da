"""Opening review and use in the demonstration: made once, through the acts everybody uses."""

import pytest

from lantai.base.accounts.models import Institution
from lantai.config.demonstration import accounts
from lantai.config.demonstration_opening import REGISTRY, review_and_use
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.tests.factories import PageFactory
from lantai.holdings.withholding.models import Withheld
from lantai.services.enquiries.models import Complaint, Enquiry
from lantai.services.opening.models import Consent, Consultation, Notice, NoticeRecord, ReviewBatch

pytestmark = pytest.mark.django_db
NUMBER = "999999195611205429"


@pytest.fixture
def archive(home, settings) -> Institution:
    settings.HOME = home
    archive = Institution.objects.create(code="999001", name="临江区档案馆")
    office, registry = (FondsFactory(institution=archive, code=code) for code in ("J001", REGISTRY))
    for year in (1980, 1981, 1999):
        RecordFactory(fonds=office, year=year, date_text="", opening_state="unreviewed")
    couples = [
        RecordFactory(fonds=registry, year=y, date_text="", opening_state="deferred") for y in (1999, 2000, 1997)
    ]
    RecordFactory(fonds=registry, year=1990, date_text="", opening_state="restricted")
    text = f"申请人居民身份证号{NUMBER}，住柳巷九十九号。"
    PageFactory(record=couples[0], text=text, state="ready")
    accounts()
    return archive


def test_there_is_a_notice_with_a_record_opened_in_part_and_work_for_everybody(archive):
    review_and_use(Institution.objects.get(code="999101"))
    assert not ReviewBatch.objects.exists(), "where the holdings lack the fonds nothing is made"

    review_and_use(archive)
    review_and_use(archive)

    assert sorted(ReviewBatch.objects.values_list("state", flat=True)) == [
        "awaiting_consent", "consultation", "first_review",
    ]  # fmt: skip
    assert Notice.objects.get().records_count == 2
    withheld = Withheld.objects.get()
    assert NoticeRecord.objects.get(in_part=True).record == withheld.record
    assert Page.objects.get().text[withheld.start : withheld.end] == NUMBER
    assert Consent.objects.get().state == Consent.State.ASKED
    assert Consultation.objects.get(state=Consultation.State.WAITING).unit.code == "999101"
    decided = ReviewBatch.objects.get(state="first_review").items.exclude(first_value="").count()
    assert decided == 2
    assert sorted(Enquiry.objects.values_list("state", flat=True)) == [
        "filed", "filed", "not_found", "refused",
    ]  # fmt: skip
    assert Complaint.objects.get().outcome == ""
