"""What a case lets be certified: what it was granted for copying, and only as long as the grant lasts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.certificates.granting import granted
from lantai.services.enquiries.tests.factories import REFUSAL, decided, grant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("draft", "days", "expected"),
    [(grant(), 0, True), (grant(use="read"), 0, False), (grant(), 31, False), (REFUSAL, 0, False)],
)
def test_a_case_lets_be_copied_what_it_was_granted_for_copying(draft, days, expected):
    record, other = RecordFactory(), RecordFactory()
    case, day = decided(record, draft).number, timezone.localdate() + dt.timedelta(days=days)

    assert granted(case, [record.pk, other.pk], day) == ({record.pk} if expected else set())
    assert granted("", [record.pk], day) == set()
    assert granted("LT01-LY2026-9999", [record.pk], day) == set()
