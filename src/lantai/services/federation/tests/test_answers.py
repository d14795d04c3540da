"""The answers: valid, whole, each open record once, deletions without a word, and nothing of what was never open."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Component, OpeningState, Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, PersonEntryFactory, RecordFactory
from lantai.holdings.exchange.tests.schemas import schema
from lantai.services.federation import lists
from lantai.services.federation.models import Told
from lantai.services.federation.tests.harvesting import (
    OAI,
    ask,
    catch_up,
    deleted,
    error_of,
    identifier,
    offered,
    texts,
)
from tests.architecture.test_bounded_pages import walks
from tests.support.shared import shared_data

__all__ = ["offered"]
SCHEMAS = ("standards", "atom_import_examples", "data", "xsd")
DC, EAD3 = {"metadataPrefix": "oai_dc"}, {"metadataPrefix": "ead3"}


@pytest.fixture
def holdings(offered) -> dict[str, Record]:
    """A volume with an item that names persons and has parts; one that was open; one that never was."""
    volume = RecordFactory(opened=True, level="volume", title="水利工程卷")
    item = RecordFactory(
        opened=True, fonds=volume.fonds, parent=volume, elements={"scope": "渠道\x0b修缮", "location": "三列"}
    )
    PersonEntryFactory(record=item, name="程志远", role="applicant")
    PersonEntryFactory(record=item, name="石望川", role="applicant", is_withheld=True)
    Component.objects.create(record=item, position=1, kind="annex", title="附图")
    closed = RecordFactory(opened=True, fonds=volume.fonds, title="曾经开放的卷")
    never = RecordFactory(fonds=volume.fonds, title="从未开放的件")
    catch_up(offered, ago=600)
    Record.objects.filter(pk=closed.pk).update(opening_state=OpeningState.RESTRICTED)
    catch_up(offered, ago=300)
    return {"volume": volume, "item": item, "closed": closed, "never": never}


def test_it_says_what_it_is(holdings):
    top = ask(verb="Identify")

    assert texts(top, "oai:repositoryName") == ["云溪区档案馆"]
    assert texts(top, "oai:baseURL") == ["http://testserver/oai"]
    assert texts(top, "oai:adminEmail") == ["archive@example.cn"]
    assert texts(top, "oai:deletedRecord") == ["persistent"]
    assert texts(top, "oai:earliestDatestamp") == [min(texts(ask(verb="ListIdentifiers", **DC), "oai:datestamp"))]


def test_it_names_formats_and_sets(holdings):
    fonds = holdings["item"].fonds
    archive = fonds.institution
    empty = FondsFactory(code="J002", institution=archive)

    assert texts(ask(verb="ListMetadataFormats"), "oai:metadataPrefix") == ["oai_dc", "ead3"]
    for name in ("item", "closed"):
        answer = ask(verb="ListMetadataFormats", identifier=identifier(holdings[name].ulid))
        assert texts(answer, "oai:metadataPrefix") == ["oai_dc", "ead3"]
    assert texts(ask(verb="ListSets"), "oai:setSpec") == [archive.code, f"{archive.code}:{fonds.code}"]
    assert texts(ask(verb="ListSets"), "oai:setName") == [archive.name, fonds.title]
    for spec, count in ((archive.code, 3), (f"{archive.code}:{fonds.code}", 3), (f"{archive.code}:{empty.code}", 0)):
        assert len(texts(ask(verb="ListIdentifiers", set=spec, **DC), "oai:identifier")) == count


def test_it_gives_what_is_public_of_a_record_and_no_more(holdings):
    item = holdings["item"]
    top = ask(verb="GetRecord", identifier=identifier(item.ulid), **DC)

    assert texts(top, "dc:title") == [item.title]
    assert texts(top, "dc:contributor") == ["程志远"]
    assert texts(top, "dc:publisher") == [item.institution.name]
    assert texts(top, "dc:identifier") == [item.code, item.document_number, f"http://testserver/records/{item.ulid}"]
    assert texts(top, "dc:description") == ["渠道\N{REPLACEMENT CHARACTER}修缮"], "what no XML can hold ends no harvest"
    said = etree.tostring(ask(verb="GetRecord", identifier=identifier(item.ulid), **EAD3), encoding="unicode")
    assert ("程志远" in said, "附图" in said, "石望川" in said, "三列" in said) == (True, True, False, False)


def test_it_tells_of_a_deletion_and_says_no_word_of_it(holdings):
    closed = holdings["closed"]
    for form in (DC, EAD3):
        answers = [ask(verb="ListRecords", **form), ask(verb="GetRecord", identifier=identifier(closed.ulid), **form)]
        answers += [ask(verb="ListIdentifiers", **form)]
        for top in answers:
            assert deleted(top) == [identifier(closed.ulid)]
            said = etree.tostring(top, encoding="unicode")
            assert not [word for word in (closed.title, closed.code, closed.document_number) if word in said]


def test_it_knows_nothing_of_what_was_never_open(holdings):
    """Its identifier, its day and its existence: as if it were not there. Staff who harvest get no more."""
    unknown, never = new_ulid(), holdings["never"].ulid
    before = [etree.tostring(ask(verb=verb, **DC)) for verb in ("ListRecords", "ListIdentifiers")]

    answers = [
        etree.tostring(ask(verb="GetRecord", identifier=identifier(each), **DC)).replace(each.encode(), b"")
        for each in (unknown, never)
    ]
    stamps = [answer.split(b"responseDate>")[2:] for answer in answers]
    assert stamps[0] == stamps[1]
    Record.objects.filter(pk=holdings["never"].pk).update(title="从未", note="改过")
    Record.objects.filter(pk=holdings["never"].pk).delete()
    after = [etree.tostring(ask(verb=verb, **DC)) for verb in ("ListRecords", "ListIdentifiers")]
    assert [each.split(b"responseDate>")[2:] for each in before] == [each.split(b"responseDate>")[2:] for each in after]


def test_a_record_that_is_closed_is_deleted_in_the_next_answer(holdings):
    """Whatever the worker does: the record itself is asked."""
    item = holdings["item"]
    Record.objects.filter(pk=item.pk).update(opening_state=OpeningState.DEFERRED)

    for verb in ("ListRecords", "ListIdentifiers"):
        assert identifier(item.ulid) in deleted(ask(verb=verb, **DC))
    assert deleted(ask(verb="GetRecord", identifier=identifier(item.ulid), **DC)) == [identifier(item.ulid)]


def test_what_is_stamped_ahead_of_the_clock_is_told_when_its_second_has_come(holdings, offered):
    before = texts(ask(verb="ListIdentifiers", **DC), "oai:identifier")
    opened = RecordFactory(opened=True, fonds=holdings["item"].fonds)
    catch_up(offered, ago=-30)

    assert texts(ask(verb="ListIdentifiers", **DC), "oai:identifier") == before
    assert error_of(ask(verb="GetRecord", identifier=identifier(opened.ulid), **DC)) == "idDoesNotExist"


def test_it_narrows_by_time_with_both_ends_taken_in(holdings):
    stamps = {row.ulid: f"{row.stamp:%Y-%m-%dT%H:%M:%SZ}" for row in Told.objects.all()}
    first, last = stamps[holdings["item"].ulid], stamps[holdings["closed"].ulid]
    assert first < last

    for since, until, expected in ((first, last, 3), (first, first, 2), (last, last, 1), (first[:10], last[:10], 3)):
        found = texts(ask(verb="ListIdentifiers", from_=since, until=until, **DC), "oai:identifier")
        assert len(found) == expected, (since, until)


def harvested(verb: str, meanwhile=lambda: None, **arguments: str) -> list[str]:
    """All identifiers of a list, piece by piece."""
    found, top = [], ask(verb=verb, **arguments)
    while True:
        found += texts(top, "oai:identifier")
        token = top.find(".//oai:resumptionToken", OAI)
        if token is None or not token.text:
            return found
        assert token.get("completeListSize") is None
        meanwhile()
        top = ask(verb=verb, resumptionToken=token.text)


def test_a_list_in_pieces_has_each_record_once_whatever_changes_meanwhile(holdings, offered, monkeypatch):
    monkeypatch.setattr(lists, "SIZES", dict.fromkeys(lists.SIZES, 3))
    fonds = holdings["item"].fonds
    rows = [RecordFactory(opened=True, fonds=fonds) for _ in range(7)]
    catch_up(offered, ago=200)
    every = {identifier(each.ulid) for each in (*rows, holdings["volume"], holdings["item"], holdings["closed"])}
    assert sorted(harvested("ListIdentifiers", **DC)) == sorted(every)
    assert sorted(harvested("ListRecords", set=fonds.institution.code, **EAD3)) == sorted(every)

    def meanwhile() -> None:
        """One that waits to be told changes, one is closed, one is new."""
        Record.objects.filter(pk=rows[-1].pk).update(title="改过的题名")
        Record.objects.filter(pk=rows[3].pk).update(opening_state=OpeningState.RESTRICTED)
        RecordFactory(opened=True, fonds=fonds)
        catch_up(offered, ago=-60)

    found = harvested("ListRecords", meanwhile, **DC)
    assert len(found) == len(set(found))
    assert every - set(found) <= {identifier(rows[-1].ulid), identifier(rows[3].ulid)}, "these are told after the list"


def test_a_list_whose_rest_has_changed_ends_with_one_of_it(holdings, offered, monkeypatch):
    monkeypatch.setattr(lists, "SIZES", dict.fromkeys(lists.SIZES, 2))
    top = ask(verb="ListRecords", **DC)
    token = texts(top, "oai:resumptionToken")[0]
    rest = set(Told.objects.values_list("ulid", flat=True)) - {each[-26:] for each in texts(top, "oai:identifier")}
    Told.objects.filter(ulid__in=rest).update(stamp=timezone.now() + dt.timedelta(seconds=30))

    last = ask(verb="ListRecords", resumptionToken=token)
    assert [each[-26:] for each in texts(last, "oai:identifier")] == list(rest)
    assert texts(last, "oai:resumptionToken") == [""]


def test_a_place_in_a_list_is_of_no_use_elsewhere_nor_later(holdings, monkeypatch, time_machine):
    monkeypatch.setattr(lists, "SIZES", dict.fromkeys(lists.SIZES, 1))
    token = ask(verb="ListRecords", **DC).find(".//oai:resumptionToken", OAI)

    assert error_of(ask(verb="ListIdentifiers", resumptionToken=token.text)) == "badResumptionToken"
    assert error_of(ask(verb="ListRecords", resumptionToken=token.text[:-1])) == "badResumptionToken"
    assert token.get("cursor") == "0"
    expires = dt.datetime.fromisoformat(token.get("expirationDate"))
    time_machine.move_to(expires - dt.timedelta(seconds=5), tick=False)
    assert texts(ask(verb="ListRecords", resumptionToken=token.text), "oai:identifier")
    time_machine.move_to(expires + dt.timedelta(seconds=5), tick=False)
    assert error_of(ask(verb="ListRecords", resumptionToken=token.text)) == "badResumptionToken"


def test_sets_come_in_pieces_too(holdings, offered, monkeypatch):
    monkeypatch.setattr(lists, "SIZES", dict.fromkeys(lists.SIZES, 1))
    other = RecordFactory(opened=True, fonds=FondsFactory(code="J009", institution=holdings["item"].institution))
    catch_up(offered)
    first = ask(verb="ListSets")
    second = ask(verb="ListSets", resumptionToken=texts(first, "oai:resumptionToken")[0])

    code = other.institution.code
    assert texts(first, "oai:setSpec") == [code, f"{code}:{holdings['item'].fonds.code}"]
    assert texts(second, "oai:setSpec") == [f"{code}:J009"]


@pytest.mark.parametrize(
    "question", ["verb=ListRecords&metadataPrefix=oai_dc", "verb=ListIdentifiers&metadataPrefix=ead3"]
)
def test_many_records_cost_no_more_questions_and_none_goes_through_everything(holdings, offered, question):
    fonds = holdings["item"].fonds
    names = ["", f"&set={fonds.institution.code}", f"&set={fonds.institution.code}:{fonds.code}", "&from=2001-01-01"]

    def asked() -> list[list[str]]:
        found = []
        for name in names:
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(f"/oai?{question}{name}").status_code == 200
            found.append([each["sql"] for each in queries.captured_queries])
        return found

    before = asked()
    for _ in range(6):
        PersonEntryFactory(record=RecordFactory(opened=True, fonds=fonds))
    catch_up(offered)
    after = asked()
    assert [len(each) for each in before] == [len(each) for each in after]
    assert max(map(len, after)) <= 5
    if connection.vendor == "sqlite":
        assert [step for each in after for sql in each for step in walks(sql)] == []


def test_what_stands_in_metadata_keeps_to_the_schemas_of_its_format(holdings):
    """Those of others lie beside the checkout: where they are not, this says what is missing."""
    resolver = _Beside()
    parser = etree.XMLParser()
    parser.resolvers.add(resolver)
    dublin_core = etree.XMLSchema(etree.parse(str(shared_data(*SCHEMAS, "oai_dc.xsd")), parser))
    for form, rules in ((DC, dublin_core), (EAD3, schema("ead3"))):
        given = [each[0] for each in ask(verb="ListRecords", **form).iterfind(".//oai:metadata", OAI)]
        assert len(given) == 2
        for each in given:
            assert rules.validate(etree.fromstring(etree.tostring(each))), rules.error_log


class _Beside(etree.Resolver):
    def resolve(self, url, public, context):
        name = url.rsplit("/", 1)[-1]
        return self.resolve_filename(str(shared_data(*SCHEMAS, name)), context) if url.startswith("http") else None


def test_answers_keep_to_the_schema_of_the_protocol(holdings):
    """The schema its makers publish, where it lies beside the checkout; `answers.rng` is asked of every answer."""
    parser = etree.XMLParser()
    parser.resolvers.add(_Beside())
    rules = etree.XMLSchema(etree.parse(str(shared_data("standards", "oai_pmh", "OAI-PMH.xsd")), parser))
    named = {"identifier": identifier(holdings["item"].ulid)}
    questions = [{"verb": "Identify"}, {"verb": "ListSets"}, {"verb": "ListMetadataFormats"}, {"verb": "Nothing"}]
    questions += [
        {"verb": "ListRecords", **DC},
        {"verb": "ListIdentifiers", **EAD3},
        {"verb": "GetRecord", **DC, **named},
    ]
    for question in questions:
        assert rules.validate(ask(**question)), rules.error_log
