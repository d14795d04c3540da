"""The paper of a merged record is the kept record's; when the merge is taken back, so is that."""

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.merging.actions import merge_records, undo_merge
from lantai.holdings.merging.choosing import Choices
from lantai.holdings.storerooms.actions import enter_box, put_papers
from lantai.holdings.storerooms.models import Paper
from lantai.holdings.storerooms.tests.factories import items

pytestmark = pytest.mark.django_db


def test_two_papers_of_one_record_stay_two_and_part_again(home):
    fonds = FondsFactory()
    keep, absorb = items(fonds, 2)
    for n, record in enumerate((keep, absorb)):
        box = enter_box(actor=OPERATOR, fonds=fonds, number=str(n), thickness_mm=30)
        put_papers(actor=OPERATOR, records=[record], to=box)

    merge = merge_records(
        actor=OPERATOR, keep=keep, absorb=absorb, choices=Choices(), reason="同一文件录了两次", versions=(1, 1)
    )

    papers = Paper.objects.filter(record=keep).order_by("copy")
    assert [(p.copy, p.box.number) for p in papers] == [(0, "0"), (1, "1")]
    undo_merge(actor=OPERATOR, merge=merge)
    assert [(p.copy, p.box.number) for p in Paper.objects.filter(record=absorb)] == [(0, "1")]
