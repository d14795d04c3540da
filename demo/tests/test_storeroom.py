"""The storeroom of the demonstration: made once, through the acts everybody uses."""

import pytest

from lantai.base.accounts.models import Institution
from lantai.config.demonstration_store import BOXES, IN_A_BOX, furnish
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.storerooms.models import Box, Paper, Place

pytestmark = pytest.mark.django_db


def test_it_has_shelves_and_boxes_with_papers_and_is_not_made_twice():
    fonds = FondsFactory()
    for _ in range(BOXES * IN_A_BOX):
        RecordFactory(fonds=fonds)
    archive = Institution.objects.get(pk=fonds.institution_id)

    assert (furnish(archive), furnish(archive)) == (BOXES, 0)
    assert Place.objects.filter(kind="shelf").count() == 15
    assert {box.papers for box in Box.objects.all()} == {IN_A_BOX}
    assert {box.place.path for box in Box.objects.all()} == {"一号库-1-1"}
    assert Paper.objects.count() == BOXES * IN_A_BOX
