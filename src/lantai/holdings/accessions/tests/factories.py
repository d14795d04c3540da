"""Made-up transfers with items and findings."""

from __future__ import annotations

import factory

from lantai.base.common.findings import Severity
from lantai.holdings.accessions.models import Transfer, TransferFinding, TransferItem
from lantai.holdings.catalogue.tests.factories import FondsFactory


class TransferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Transfer

    fonds = factory.SubFactory(FondsFactory)
    source = factory.Sequence(lambda n: f"/srv/intake/移交{n}")
    source_key = factory.Sequence(lambda n: f"{n:064d}")
    state = Transfer.State.STORED
    started_by = "柳文澜"


class TransferItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TransferItem

    transfer = factory.SubFactory(TransferFactory)
    position = factory.Sequence(lambda n: n + 1)
    code_key = factory.Sequence(lambda n: f"code-{n}")


class TransferFindingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TransferFinding

    transfer = factory.SubFactory(TransferFactory)
    key = factory.Sequence(lambda n: f"{n:064d}")
    code = "file.unexpected"
    severity = Severity.ERROR
    path = factory.Sequence(lambda n: f"移交/{n:03d}.pdf")
    params = factory.LazyAttribute(lambda o: {"error": o.path})
