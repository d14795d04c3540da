"""PREMIS 3: valid by the Library of Congress schema, the same bytes for the same facts, nothing dressed up."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import etree

from lantai.holdings.preservation.premis import (
    AgentKind,
    EventType,
    Outcome,
    PremisAgent,
    PremisEvent,
    PremisFile,
    premis_xml,
)
from tests.support.shared import shared_data

NS = {"p": "http://www.loc.gov/premis/v3"}
AT = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def document(**changes):
    scan = PremisFile(
        identifier="original/0001-永久-0003.tif",
        original_name="扫描件/0001-永久-0003.tif",
        size=4,
        sha512="a" * 128,
        sm3="b" * 64,
        puid="fmt/353",
        format_name="Tagged Image File Format",
        mime="image/tiff",
    )
    unknown = PremisFile(identifier="original/x", original_name="x\x01<&>.bin", size=0, sha512="c" * 128)
    software = PremisAgent("lantai", "Lantai", AgentKind.SOFTWARE, "0.1.0")
    person = PremisAgent("user:1", "测试档案员", AgentKind.PERSON)
    events = [
        PremisEvent(
            "1", kind, AT, Outcome.SUCCESS, "ok", "detail", ["lantai", "user:1"], ["original/0001-永久-0003.tif"]
        )
        for kind in EventType
        if kind is not EventType.VIRUS_CHECK
    ]
    events.append(PremisEvent("2", EventType.VIRUS_CHECK, AT, Outcome.NOT_RUN, "no scanner is configured"))
    facts = {"files": [scan, unknown], "events": events, "agents": [software, person], "object_id": "urn:ulid:01"}
    return premis_xml(**{**facts, **changes})


def values(data, path):
    return etree.fromstring(data).xpath(path, namespaces=NS)


@pytest.mark.shared_data
def test_it_is_valid_by_the_schema():
    schema = etree.XMLSchema(etree.parse(shared_data("standards", "archivematica_mets_premis", "xsd", "premis.xsd")))

    schema.assertValid(etree.fromstring(document()))


@pytest.mark.shared_data
def test_it_is_valid_with_no_event_at_all():
    schema = etree.XMLSchema(etree.parse(shared_data("standards", "archivematica_mets_premis", "xsd", "premis.xsd")))

    schema.assertValid(etree.fromstring(document(files=[], events=[], agents=[])))


def test_it_writes_both_digests_and_the_true_name():
    data = document()

    assert values(data, "//p:messageDigestAlgorithm/text()") == ["SHA-512", "SM3", "SHA-512"]
    assert values(data, "//p:originalName/text()") == ["扫描件/0001-永久-0003.tif", "x\ufffd<&>.bin"]
    assert values(data, "//p:formatRegistryKey/text()") == ["fmt/353"]


def test_it_says_that_no_virus_check_was_run():
    event = "//p:event[p:eventType='virus check']"

    assert values(document(), f"{event}//p:eventOutcome/text()") == ["not run"]
    assert values(document(), f"{event}//p:eventOutcomeDetailNote/text()") == ["no scanner is configured"]


def test_it_gives_the_same_bytes_for_the_same_facts():
    assert document() == document()


def test_it_refuses_a_time_without_a_zone():
    event = PremisEvent("1", EventType.INGESTION, AT.replace(tzinfo=None))

    with pytest.raises(ValueError, match="zone"):
        document(events=[event])
