"""Made-up fonds and records, without files."""

from __future__ import annotations

import datetime as dt

import factory

from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.holdings.catalogue.actions import DecidedElsewhere
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Fonds, OpeningState, PersonEntry, Record, ReferenceCode

ON_PAPER = DecidedElsewhere("云档开〔2001〕3号", dt.date(2001, 5, 8), "云溪区档案馆馆务会")
"""A decision on opening made before there was this system: what entering a state by hand must name."""


class FondsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fonds
        django_get_or_create = ("institution", "code")

    institution = factory.SubFactory(InstitutionFactory)
    code = "J001"
    title = "云溪区人民政府办公室"
    unit = "云溪区人民政府办公室"
    guide = "本全宗起于一九四九年。"
    year_from = 1949
    year_to = 1999


class RecordFactory(factory.django.DjangoModelFactory):
    """An unreviewed item with a full description; `opened=True` opens it."""

    class Meta:
        model = Record

    class Params:
        opened = factory.Trait(opening_state=OpeningState.OPEN)

    fonds = factory.SubFactory(FondsFactory)
    record_type = "document"
    code = factory.LazyAttributeSequence(lambda o, n: f"{o.fonds.code}-WS·1987-Y-{n + 1:04d}")
    code_key = factory.LazyAttribute(lambda o: parse_code(o.code).key)
    title = factory.Sequence(lambda n: f"关于第{n + 1}号水渠修缮问题的批复")
    creator = "云溪区人民政府办公室"
    document_number = factory.Sequence(lambda n: f"云政发〔1987〕{n + 1}号")
    date_text = "19870312"
    year = 1987
    retention = "Y"
    described_by = "柳文澜"


class ReferenceCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReferenceCode

    record = factory.SubFactory(RecordFactory)
    display = factory.LazyAttribute(lambda o: o.record.code)
    key = factory.LazyAttribute(lambda o: o.record.code_key)
    scheme = "dat13"
    reason = "intake"
    by = "柳文澜"


class PersonEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PersonEntry

    record = factory.SubFactory(RecordFactory)
    name = "程志远"
    folded = factory.SelfAttribute("name")
    role = "groom"
