"""Made-up rows of stored objects and files: no bytes lie behind them."""

from __future__ import annotations

import hashlib

import factory

from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.preservation.models import StoredFile, StoredObject


class StoredObjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoredObject
        django_get_or_create = ("record",)

    record = factory.SubFactory(RecordFactory)
    object_id = factory.LazyAttribute(lambda o: f"urn:ulid:{o.record.ulid}")
    inventory_sha512 = "0" * 128


class StoredFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoredFile

    stored = factory.SubFactory(StoredObjectFactory)
    position = factory.Sequence(lambda n: n + 1)
    original_name = factory.Sequence(lambda n: f"扫描{n + 1:03d}.jpg")
    logical_path = factory.LazyAttribute(lambda o: f"originals/{o.original_name}")
    size = 120_000
    sha512 = factory.LazyAttribute(lambda o: hashlib.sha512(o.original_name.encode()).hexdigest())
    sm3 = "0" * 64
    puid = "fmt/43"
    mime = "image/jpeg"
    kind = "image"
