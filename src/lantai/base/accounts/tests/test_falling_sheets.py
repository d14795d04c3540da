"""Lists from the newest to the oldest, sheet after sheet and back."""

import pytest

from lantai.base.accounts.models import Institution
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.common.keyset import sheet_of, total_of

pytestmark = pytest.mark.django_db


def test_every_row_comes_once_from_the_last_to_the_first_and_back():
    made = [InstitutionFactory(code=f"K{n}").pk for n in range(5)][::-1]
    rows = Institution.objects.filter(pk__in=made)

    def sheet(place):
        return sheet_of(rows, by=["-id"], place=place, size=2, total=total_of(rows))

    first, shown = sheet(""), []
    at = first
    while True:
        shown += [row.pk for row in at.items]
        if not at.next:
            break
        before, at = at, sheet(at.next)

    assert shown == made
    assert [row.pk for row in sheet(at.previous).items] == [row.pk for row in before.items]
    assert not first.previous
