"""Preservation metadata of an object as PREMIS 3 XML: its files, what happened to them, and who did it.

The same facts always give the same bytes, so that writing a version again after a kill changes nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape

_PREMIS = "http://www.loc.gov/premis/v3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{_PREMIS} https://www.loc.gov/standards/premis/premis.xsd"
_EVENT_TYPES = "http://id.loc.gov/vocabulary/preservation/eventType"
_ROOT = f' xmlns:premis="{_PREMIS}" xmlns:xsi="{_XSI}" version="3.0" xsi:schemaLocation="{_SCHEMA}"'
_EVENT_AUTHORITY = f' authority="eventType" authorityURI="{_EVENT_TYPES}"'

_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class EventType(StrEnum):
    """What may happen to a file, in the terms of the Library of Congress vocabulary."""

    CAPTURE = "capture"
    INGESTION = "ingestion"
    ACCESSION = "accession"
    MESSAGE_DIGEST = "message digest calculation"
    FORMAT_IDENTIFICATION = "format identification"
    VALIDATION = "validation"
    VIRUS_CHECK = "virus check"
    FIXITY_CHECK = "fixity check"
    MIGRATION = "migration"
    NORMALIZATION = "normalization"
    REPLICATION = "replication"
    METADATA_MODIFICATION = "metadata modification"


class Outcome(StrEnum):
    """How an event ended. `NOT_RUN` says that nothing was done, which is a fact of its own and never a success."""

    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "fail"
    NOT_RUN = "not run"


class AgentKind(StrEnum):
    PERSON = "person"
    ORGANIZATION = "organization"
    SOFTWARE = "software"


@dataclass(frozen=True, slots=True)
class PremisFile:
    """One file. `identifier` is its logical path in the object; `puid` its PRONOM key, empty when not identified."""

    identifier: str
    original_name: str
    size: int
    sha512: str
    sm3: str | None = None
    puid: str = ""
    format_name: str = ""
    format_version: str = ""
    mime: str = ""


@dataclass(frozen=True, slots=True)
class PremisAgent:
    """Who or what acted. Software carries its version."""

    identifier: str
    name: str
    kind: AgentKind
    version: str = ""


@dataclass(frozen=True, slots=True)
class PremisEvent:
    """One thing that happened, to the files named (identifiers; none: to the object as a whole)."""

    identifier: str
    kind: EventType
    at: dt.datetime
    outcome: Outcome = Outcome.SUCCESS
    note: str = ""
    detail: str = ""
    agents: Sequence[str] = ()
    files: Sequence[str] = ()


def premis_xml(
    files: Iterable[PremisFile], events: Iterable[PremisEvent], agents: Iterable[PremisAgent], *, object_id: str
) -> bytes:
    """The document, in the order given. Times need a zone; characters XML cannot hold are written as U+FFFD."""
    page = _Writer()
    with page.element("premis", _ROOT):
        _representation(page, object_id)
        for file in files:
            _file(page, file, object_id)
        for event in events:
            _event(page, event, object_id)
        for agent in agents:
            _agent(page, agent)
    return page.document()


def with_event(document: bytes, event: PremisEvent, agents: Sequence[PremisAgent], *, object_id: str) -> bytes:
    """A document of ours with one event more, behind the others, and the agents it does not know yet.

    An event it has already changes nothing.
    """
    text = document.decode()
    if f">{escape(event.identifier)}</" in text:
        return document
    events, known = _Writer(), _Writer()
    with events.element("premis"):
        _event(events, event, object_id)
    with known.element("premis"):
        for agent in agents:
            if f">{escape(agent.identifier)}</premis:agentIdentifierValue>" not in text:
                _agent(known, agent)
    lines = text.rstrip("\n").split("\n")
    end = len(lines) - 1
    first = lines.index(" <premis:agent>") if " <premis:agent>" in lines else end
    every = [*lines[:first], *events.inner(), *lines[first:end], *known.inner(), lines[end]]
    return ("\n".join(every) + "\n").encode()


class _Writer:
    """Elements as lines of text, indented one blank a level: a tree of objects first takes several times longer."""

    def __init__(self) -> None:
        self._lines = ["<?xml version='1.0' encoding='UTF-8'?>"]
        self._open: list[str] = []
        self._indent = ""

    def element(self, name: str, attributes: str = "") -> _Writer:
        """Begin an element; used with `with`, it ends with the block."""
        self._lines.append(f"{self._indent}<premis:{name}{attributes}>")
        self._open.append(name)
        self._indent += " "
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_error: object) -> None:
        self._indent = self._indent[:-1]
        self._lines.append(f"{self._indent}</premis:{self._open.pop()}>")

    def leaf(self, name: str, text: str, attributes: str = "") -> None:
        if text and not text.isalnum():
            text = escape(_NOT_IN_XML.sub("\ufffd", text))
        ending = f">{text}</premis:{name}>" if text else " />"
        self._lines.append(f"{self._indent}<premis:{name}{attributes}{ending}")

    def inner(self) -> list[str]:
        """The lines inside the outermost element."""
        return self._lines[2:-1]

    def document(self) -> bytes:
        return ("\n".join(self._lines) + "\n").encode()


def _representation(page: _Writer, object_id: str) -> None:
    with page.element("object", ' xsi:type="premis:intellectualEntity"'):
        _identifier(page, "objectIdentifier", "OCFL object", object_id)


def _file(page: _Writer, file: PremisFile, object_id: str) -> None:
    with page.element("object", ' xsi:type="premis:file"'):
        _identifier(page, "objectIdentifier", "logical path", file.identifier)
        with page.element("objectCharacteristics"):
            page.leaf("compositionLevel", "0")
            _fixity(page, "SHA-512", file.sha512)
            if file.sm3:
                _fixity(page, "SM3", file.sm3)
            page.leaf("size", str(file.size))
            with page.element("format"):
                _format(page, file)
        page.leaf("originalName", file.original_name)
        with page.element("relationship"):
            page.leaf("relationshipType", "structural")
            page.leaf("relationshipSubType", "is part of")
            _identifier(page, "relatedObjectIdentifier", "OCFL object", object_id)


def _fixity(page: _Writer, algorithm: str, digest: str) -> None:
    with page.element("fixity"):
        page.leaf("messageDigestAlgorithm", algorithm)
        page.leaf("messageDigest", digest)


def _format(page: _Writer, file: PremisFile) -> None:
    with page.element("formatDesignation"):
        page.leaf("formatName", file.format_name or file.mime or "unidentified")
        if file.format_version:
            page.leaf("formatVersion", file.format_version)
    if file.puid:
        with page.element("formatRegistry"):
            page.leaf("formatRegistryName", "PRONOM")
            page.leaf("formatRegistryKey", file.puid)
            page.leaf("formatRegistryRole", "specification")
    if file.mime:
        page.leaf("formatNote", f"MIME type: {file.mime}")


def _event(page: _Writer, event: PremisEvent, object_id: str) -> None:
    if event.at.tzinfo is None:
        msg = f"event {event.identifier} has a time without a zone"
        raise ValueError(msg)
    with page.element("event"):
        _identifier(page, "eventIdentifier", "local", event.identifier)
        page.leaf("eventType", event.kind, _EVENT_AUTHORITY)
        page.leaf("eventDateTime", event.at.isoformat(timespec="seconds"))
        if event.detail:
            with page.element("eventDetailInformation"):
                page.leaf("eventDetail", event.detail)
        with page.element("eventOutcomeInformation"):
            page.leaf("eventOutcome", event.outcome)
            if event.note:
                with page.element("eventOutcomeDetail"):
                    page.leaf("eventOutcomeDetailNote", event.note)
        for agent in event.agents:
            _identifier(page, "linkingAgentIdentifier", "local", agent)
        for path in event.files:
            _identifier(page, "linkingObjectIdentifier", "logical path", path)
        if not event.files:
            _identifier(page, "linkingObjectIdentifier", "OCFL object", object_id)


def _agent(page: _Writer, agent: PremisAgent) -> None:
    with page.element("agent"):
        _identifier(page, "agentIdentifier", "local", agent.identifier)
        page.leaf("agentName", agent.name)
        page.leaf("agentType", agent.kind)
        if agent.version:
            page.leaf("agentVersion", agent.version)


def _identifier(page: _Writer, name: str, kind: str, value: str) -> None:
    with page.element(name):
        page.leaf(f"{name}Type", kind)
        page.leaf(f"{name}Value", value)
