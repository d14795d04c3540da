"""What tests of harvesting share: an offer, catching up as a worker does, questions, and what may be answered."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from lantai.services.federation.offer import Offer, offer
from lantai.services.federation.telling import bring_up_to_date
from lantai.services.federation.triggers import keep_triggers

OAI = {"oai": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}
SAID = {"INSTITUTIONS": ["*"], "NAMESPACE": "da.example.cn", "NAME": "云溪区档案馆", "EMAILS": ["archive@example.cn"]}


@pytest.fixture
def offered(db, settings) -> Offer:
    """Every archive is harvested, as after the first sign of life of a worker."""
    settings.OAI = SAID
    keep_triggers()
    return current()


def current() -> Offer:
    found = offer()
    assert found is not None
    return found


def catch_up(offered: Offer, *, ago: float = 60) -> None:
    """As a worker so many seconds ago would have done."""
    while bring_up_to_date(offered, now=timezone.now() - dt.timedelta(seconds=ago)):
        pass


@cache
def described() -> etree.RelaxNG:
    """What the specification says of answers."""
    return etree.RelaxNG(etree.parse(str(Path(__file__).with_name("answers.rng"))))


def ask(**arguments: str) -> etree._Element:
    """The answer to `verb=…`; `from_` is from. Every one keeps to the specification, or this fails."""
    answer = Client().get("/oai", {name.rstrip("_"): value for name, value in arguments.items()})
    assert answer.status_code == 200
    return right(answer.content)


def right(content: bytes) -> etree._Element:
    """The same answer, which keeps to the specification."""
    top = etree.fromstring(content)
    assert described().validate(top), described().error_log
    return top


def texts(top: etree._Element, path: str) -> list[str]:
    return [each.text or "" for each in top.iterfind(f".//{path}", OAI)]


def error_of(top: etree._Element) -> str:
    found = top.find("oai:error", OAI)
    return "" if found is None else found.get("code", "")


def deleted(top: etree._Element) -> list[str]:
    """Identifiers of what is told to be deleted."""
    return [
        text for each in top.iterfind(".//oai:header[@status='deleted']", OAI) for text in texts(each, "oai:identifier")
    ]


def identifier(ulid: str) -> str:
    return f"oai:da.example.cn:{ulid}"
