"""What the protocol refuses, and how: by its own names, in words, with status 200."""

from __future__ import annotations

import pytest
from django.test import Client

from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.federation.protocol import VERBS
from lantai.services.federation.sets import codes_of, spec
from lantai.services.federation.tests.harvesting import OAI, ask, catch_up, error_of, offered, right, texts

__all__ = ["offered"]
LIST = "verb=ListRecords&metadataPrefix=oai_dc"
WRONG = {
    "": "badVerb",
    "verb=": "badVerb",
    "verb=Nothing": "badVerb",
    "verb=identify": "badVerb",
    "verb=Identify&verb=Identify": "badVerb",
    "verb=Identify&set=X": "badArgument",
    "verb=Identify&%01=x": "badArgument",
    "verb=ListRecords": "badArgument",
    "verb=GetRecord&metadataPrefix=oai_dc": "badArgument",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=%01": "badArgument",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=a%20b": "badArgument",
    f"{LIST}&metadataPrefix=oai_dc": "badArgument",
    f"{LIST}&from=": "badArgument",
    f"{LIST}&from=yesterday": "badArgument",
    f"{LIST}&from=2026-02-30": "badArgument",
    f"{LIST}&from=２０２６-01-01": "badArgument",
    f"{LIST}&from=2026-01-01T00:00Z": "badArgument",
    f"{LIST}&from=2026-01-01&until=2026-01-02T00:00:00Z": "badArgument",
    f"{LIST}&from=2026-01-02&until=2026-01-01": "badArgument",
    f"{LIST}&until=9999-12-31": "badArgument",
    f"{LIST}&set=a b": "badArgument",
    f"{LIST}&resumptionToken=x": "badArgument",
    "verb=ListRecords&resumptionToken=x": "badResumptionToken",
    "verb=ListSets&resumptionToken=x:y:z": "badResumptionToken",
    "verb=ListRecords&metadataPrefix=marc21": "cannotDisseminateFormat",
    "verb=GetRecord&metadataPrefix=marc21&identifier=oai:da.example.cn:1": "cannotDisseminateFormat",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:da.example.cn:1": "idDoesNotExist",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:elsewhere.cn:01ARZ3NDEKTSV4RRFFQ69G5FAV": "idDoesNotExist",
    "verb=ListMetadataFormats&identifier=oai:da.example.cn:01ARZ3NDEKTSV4RRFFQ69G5FAV": "idDoesNotExist",
    f"{LIST}&until=1970-01-01": "noRecordsMatch",
    f"{LIST}&from=2100-01-01": "noRecordsMatch",
    f"{LIST}&set=nowhere": "noRecordsMatch",
    f"{LIST}&set=nowhere:0001": "noRecordsMatch",
    f"{LIST}&set=a:b:c": "noRecordsMatch",
    f"{LIST}&set=~FF": "noRecordsMatch",
}  # fmt: skip


def test_it_refuses_what_the_protocol_refuses_and_says_what_to_do(offered):
    RecordFactory(opened=True)
    catch_up(offered)
    found, repeated = {}, {}
    for question in WRONG:
        answer = Client().get(f"/oai?{question}")
        assert answer.status_code == 200
        top = right(answer.content)
        found[question] = error_of(top)
        repeated[question] = bool(top.find("oai:request", OAI).attrib)
        assert "。" in texts(top, "oai:error")[0]

    assert found == WRONG
    assert repeated == {question: named not in {"badVerb", "badArgument"} for question, named in WRONG.items()}


def test_it_has_no_sets_while_no_archive_keeps_a_fonds(offered):
    assert error_of(ask(verb="ListSets")) == "noSetHierarchy"


def test_it_takes_the_same_question_from_a_form_of_any_site(offered):
    """POST is the protocol's; nothing is changed by it, so that no token is asked for."""
    record = RecordFactory(opened=True)
    catch_up(offered)
    asked = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"oai:da.example.cn:{record.ulid}"}
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/oai", "&".join(f"{k}={v}" for k, v in asked.items()), "application/x-www-form-urlencoded")
    assert texts(right(answer.content), "dc:title") == [record.title]
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert error_of(right(client.post("/oai?verb=Identify").content)) == "badVerb"


@pytest.mark.parametrize("verb", VERBS)
def test_it_is_not_there_where_no_archive_decided_to_be_harvested(db, verb):
    assert Client().get(f"/oai?verb={verb}&metadataPrefix=oai_dc").status_code == 404


@pytest.mark.parametrize("codes", [("LT01",), ("LT01", "0001"), ("云溪", "0~1:%/ x")])
def test_a_set_is_spelt_so_that_it_can_be_read_again(codes):
    assert codes_of(spec(*codes)) == codes
    assert spec("云", "1") == "~E4~BA~91:1"
