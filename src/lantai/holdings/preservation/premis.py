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

from lantai.holdings.preservation.xml_lines import NOT_IN_XML

_PREMIS = "http://www.loc.gov/premis/v3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{_PREMIS} https://www.loc.gov/standards/premis/premis.xsd"
_EVENT_TYPES = "http://id.loc.gov/vocabulary/preservation/eventType"
_ROOT = f' xmlns:premis="{_PREMIS}" xmlns:xsi="{_XSI}" version="3.0" xsi:schemaLocation="{_SCHEMA}"'
_EVENT_AUTHORITY = f' authority="eventType" authorityURI="{_EVENT_TYPES}"'

_DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>"
_PREFIX = "premis:"
_TO_ESCAPE = re.compile(f"[&<>]|{NOT_IN_XML.pattern}")


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
    RECOVERY = "recovery"
    METADATA_MODIFICATION = "metadata modification"
    PACKAGE_CREATION = "information package creation"
    DELETION = "deletion"
    REDACTION = "redaction"


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
    """One file. `identifier` is its logical path in the object; `puid` its PRONOM key, empty when not identified.

    `derived_from`: the logical path of the file it was made from, by the event `derived_by`.
    """

    identifier: str
    original_name: str
    size: int
    sha512: str
    sm3: str | None = None
    puid: str = ""
    format_name: str = ""
    format_version: str = ""
    mime: str = ""
    derived_from: str = ""
    derived_by: str = ""


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
    elements = [
        _representation(object_id),
        *(_file(file, object_id) for file in files),
        *(_event(event, object_id) for event in events),
        *(_agent(agent) for agent in agents),
    ]
    return f"{_DECLARATION}\n{_element('', 'premis', elements, _ROOT)}\n".encode()


def with_event(document: bytes, event: PremisEvent, agents: Sequence[PremisAgent], *, object_id: str) -> bytes:
    """A document of ours with one event more, behind the others, and the agents it does not know yet.

    An event it has already changes nothing.
    """
    text = document.decode()
    if f">{escape(event.identifier)}</" in text:
        return document
    known = f"</{_PREFIX}agentIdentifierValue>"
    unknown = [_agent(agent) for agent in agents if f">{escape(agent.identifier)}{known}" not in text]
    lines = text.rstrip("\n").split("\n")
    end = len(lines) - 1
    first = lines.index(" <premis:agent>") if " <premis:agent>" in lines else end
    every = [*lines[:first], _event(event, object_id), *lines[first:end], *unknown, lines[end]]
    return ("\n".join(every) + "\n").encode()


def with_file(document: bytes, file: PremisFile, *, object_id: str) -> bytes:
    """A document of ours with one file more, behind the other objects. Not to be asked for one it names already."""
    lines = document.decode().rstrip("\n").split("\n")
    end = len(lines) - 1 - lines[::-1].index(" </premis:object>") + 1
    return ("\n".join([*lines[:end], _file(file, object_id), *lines[end:]]) + "\n").encode()


# Elements are lines of text, indented one blank a level and put together as strings: a tree of objects first takes many
# times longer, and every record has a document of a hundred lines.


def _element(pad: str, name: str, inner: Iterable[str], attributes: str = "") -> str:
    lines = "\n".join(inner)
    return f"{pad}<{_PREFIX}{name}{attributes}>\n{lines}\n{pad}</{_PREFIX}{name}>"


def _leaf(pad: str, name: str, text: str, attributes: str = "") -> str:
    ending = f">{_escaped(text)}</{_PREFIX}{name}>" if text else " />"
    return f"{pad}<{_PREFIX}{name}{attributes}{ending}"


def _identifier(pad: str, name: str, kind: str, value: str) -> str:
    """The commonest element, written at one go."""
    ending = f">{_escaped(value)}</{_PREFIX}{name}Value>" if value else " />"
    return (
        f"{pad}<{_PREFIX}{name}>\n"
        f"{pad} <{_PREFIX}{name}Type>{kind}</{_PREFIX}{name}Type>\n"
        f"{pad} <{_PREFIX}{name}Value{ending}\n"
        f"{pad}</{_PREFIX}{name}>"
    )


def _escaped(text: str) -> str:
    return escape(NOT_IN_XML.sub("\ufffd", text)) if _TO_ESCAPE.search(text) else text


def _representation(object_id: str) -> str:
    identifier = _identifier("  ", "objectIdentifier", "OCFL object", object_id)
    return _element(" ", "object", [identifier], ' xsi:type="premis:intellectualEntity"')


def _file(file: PremisFile, object_id: str) -> str:
    characteristics = [
        _leaf("   ", "compositionLevel", "0"),
        _fixity("SHA-512", file.sha512),
        *([_fixity("SM3", file.sm3)] if file.sm3 else []),
        _leaf("   ", "size", str(file.size)),
        _element("   ", "format", _format(file)),
    ]
    relationship = [
        _leaf("   ", "relationshipType", "structural"),
        _leaf("   ", "relationshipSubType", "is part of"),
        _identifier("   ", "relatedObjectIdentifier", "OCFL object", object_id),
    ]
    inner = [
        _identifier("  ", "objectIdentifier", "logical path", file.identifier),
        _element("  ", "objectCharacteristics", characteristics),
        _leaf("  ", "originalName", file.original_name),
        _element("  ", "relationship", relationship),
    ]
    if file.derived_from:
        inner.append(_element("  ", "relationship", _derivation(file)))
    return _element(" ", "object", inner, ' xsi:type="premis:file"')


def _derivation(file: PremisFile) -> list[str]:
    return [
        _leaf("   ", "relationshipType", "derivation"),
        _leaf("   ", "relationshipSubType", "has source"),
        _identifier("   ", "relatedObjectIdentifier", "logical path", file.derived_from),
        _identifier("   ", "relatedEventIdentifier", "local", file.derived_by),
    ]


def _fixity(algorithm: str, digest: str) -> str:
    inner = (_leaf("    ", "messageDigestAlgorithm", algorithm), _leaf("    ", "messageDigest", digest))
    return _element("   ", "fixity", inner)


def _format(file: PremisFile) -> list[str]:
    designation = [_leaf("     ", "formatName", file.format_name or file.mime or "unidentified")]
    if file.format_version:
        designation.append(_leaf("     ", "formatVersion", file.format_version))
    inner = [_element("    ", "formatDesignation", designation)]
    if file.puid:
        registry = {"Name": "PRONOM", "Key": file.puid, "Role": "specification"}
        leaves = [_leaf("     ", f"formatRegistry{name}", text) for name, text in registry.items()]
        inner.append(_element("    ", "formatRegistry", leaves))
    if file.mime:
        inner.append(_leaf("    ", "formatNote", f"MIME type: {file.mime}"))
    return inner


def _event(event: PremisEvent, object_id: str) -> str:
    if event.at.tzinfo is None:
        msg = f"event {event.identifier} has a time without a zone"
        raise ValueError(msg)
    inner = [
        _identifier("  ", "eventIdentifier", "local", event.identifier),
        _leaf("  ", "eventType", event.kind, _EVENT_AUTHORITY),
        _leaf("  ", "eventDateTime", event.at.isoformat(timespec="seconds")),
    ]
    if event.detail:
        inner.append(_element("  ", "eventDetailInformation", [_leaf("   ", "eventDetail", event.detail)]))
    inner.append(_element("  ", "eventOutcomeInformation", _outcome(event)))
    inner += [_identifier("  ", "linkingAgentIdentifier", "local", agent) for agent in event.agents]
    linked = [("logical path", path) for path in event.files] or [("OCFL object", object_id)]
    inner += [_identifier("  ", "linkingObjectIdentifier", kind, value) for kind, value in linked]
    return _element(" ", "event", inner)


def _outcome(event: PremisEvent) -> list[str]:
    inner = [_leaf("   ", "eventOutcome", event.outcome)]
    if event.note:
        note = _leaf("    ", "eventOutcomeDetailNote", event.note)
        inner.append(_element("   ", "eventOutcomeDetail", [note]))
    return inner


def _agent(agent: PremisAgent) -> str:
    inner = [
        _identifier("  ", "agentIdentifier", "local", agent.identifier),
        _leaf("  ", "agentName", agent.name),
        _leaf("  ", "agentType", agent.kind),
    ]
    if agent.version:
        inner.append(_leaf("  ", "agentVersion", agent.version))
    return _element(" ", "agent", inner)
