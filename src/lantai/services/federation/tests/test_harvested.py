"""A whole archive harvested over HTTP by a client that is not ours (Sickle), and again after changes."""

from __future__ import annotations

import time
import warnings

import pytest

from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.services.federation import lists
from lantai.services.federation.telling import bring_up_to_date
from lantai.services.federation.tests.harvesting import SAID, current, identifier
from lantai.services.federation.triggers import drop_triggers, keep_triggers

with warnings.catch_warnings():  # its patterns have escapes that Python 3.11 calls deprecated
    warnings.simplefilter("ignore")
    from sickle import Sickle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def harvester(live_server, settings, monkeypatch):
    monkeypatch.setattr(lists, "SIZES", dict.fromkeys(lists.SIZES, 5))
    settings.OAI = SAID
    keep_triggers()
    yield Sickle(f"{live_server.url}/oai")
    drop_triggers()


def worked() -> None:
    """As a worker does; then until what it stamped has come."""
    while bring_up_to_date(current()):
        pass
    time.sleep(3.1)


def test_everything_open_is_harvested_once_and_later_only_what_changed(harvester):
    fonds = [FondsFactory(code=code) for code in ("J001", "J002")]
    open_ones = [RecordFactory(opened=True, fonds=fonds[n % 2]) for n in range(13)]
    unopened = [RecordFactory(fonds=fonds[n % 2]) for n in range(3)]
    worked()

    harvester.Identify()
    assert sorted(each.setSpec.count(":") for each in harvester.ListSets())[-2:] == [1, 1]
    assert [each.metadataPrefix for each in harvester.ListMetadataFormats()] == ["oai_dc", "ead3"]
    found = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    assert sorted(each.header.identifier for each in found) == sorted(identifier(each.ulid) for each in open_ones)
    assert {each.metadata["title"][0] for each in found} == {each.title for each in open_ones}
    last = harvester.ListIdentifiers(metadataPrefix="ead3").oai_response.xml.findtext("{*}responseDate")

    changed, closed, opened = open_ones[0], open_ones[1], unopened[0]
    Record.objects.filter(pk=changed.pk).update(title="改过的题名")
    Record.objects.filter(pk=closed.pk).update(opening_state=OpeningState.RESTRICTED)
    Record.objects.filter(pk=opened.pk).update(opening_state=OpeningState.OPEN)
    worked()

    again = {each.header.identifier: each for each in harvester.ListRecords(metadataPrefix="oai_dc", **{"from": last})}
    assert set(again) == {identifier(each.ulid) for each in (changed, closed, opened)}
    assert again[identifier(changed.ulid)].metadata["title"] == ["改过的题名"]
    assert [name for name, each in again.items() if each.deleted] == [identifier(closed.ulid)]
    kept = harvester.ListRecords(metadataPrefix="oai_dc", ignore_deleted=True)
    assert len(list(kept)) == len(open_ones)
