"""Preservation metadata of an object as PREMIS 3 XML: its files, what happened to them, and who did it.

The same facts always give the same bytes, so that writing a version again after a kill changes nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree as ET

_PREMIS = "http://www.loc.gov/premis/v3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{_PREMIS} https://www.loc.gov/standards/premis/premis.xsd"
_EVENT_TYPES = "http://id.loc.gov/vocabulary/preservation/eventType"

_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ET.register_namespace("premis", _PREMIS)
ET.register_namespace("xsi", _XSI)


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
    root = ET.Element(f"{{{_PREMIS}}}premis", {"version": "3.0", f"{{{_XSI}}}schemaLocation": _SCHEMA})
    _representation(root, object_id)
    for file in files:
        _file(root, file, object_id)
    for event in events:
        _event(root, event, object_id)
    for agent in agents:
        _agent(root, agent)
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _representation(root: ET.Element, object_id: str) -> None:
    entity = _add(root, "object", **{f"{{{_XSI}}}type": "premis:intellectualEntity"})
    _identifier(entity, "objectIdentifier", "OCFL object", object_id)


def _file(root: ET.Element, file: PremisFile, object_id: str) -> None:
    node = _add(root, "object", **{f"{{{_XSI}}}type": "premis:file"})
    _identifier(node, "objectIdentifier", "logical path", file.identifier)
    traits = _add(node, "objectCharacteristics")
    _add(traits, "compositionLevel", "0")
    _fixity(traits, "SHA-512", file.sha512)
    if file.sm3:
        _fixity(traits, "SM3", file.sm3)
    _add(traits, "size", str(file.size))
    _format(_add(traits, "format"), file)
    _add(node, "originalName", file.original_name)
    relationship = _add(node, "relationship")
    _add(relationship, "relationshipType", "structural")
    _add(relationship, "relationshipSubType", "is part of")
    _identifier(relationship, "relatedObjectIdentifier", "OCFL object", object_id)


def _fixity(parent: ET.Element, algorithm: str, digest: str) -> None:
    node = _add(parent, "fixity")
    _add(node, "messageDigestAlgorithm", algorithm)
    _add(node, "messageDigest", digest)


def _format(node: ET.Element, file: PremisFile) -> None:
    designation = _add(node, "formatDesignation")
    _add(designation, "formatName", file.format_name or file.mime or "unidentified")
    if file.format_version:
        _add(designation, "formatVersion", file.format_version)
    if file.puid:
        registry = _add(node, "formatRegistry")
        _add(registry, "formatRegistryName", "PRONOM")
        _add(registry, "formatRegistryKey", file.puid)
        _add(registry, "formatRegistryRole", "specification")
    if file.mime:
        _add(node, "formatNote", f"MIME type: {file.mime}")


def _event(root: ET.Element, event: PremisEvent, object_id: str) -> None:
    if event.at.tzinfo is None:
        msg = f"event {event.identifier} has a time without a zone"
        raise ValueError(msg)
    node = _add(root, "event")
    _identifier(node, "eventIdentifier", "local", event.identifier)
    _add(node, "eventType", event.kind, authority="eventType", authorityURI=_EVENT_TYPES)
    _add(node, "eventDateTime", event.at.isoformat(timespec="seconds"))
    if event.detail:
        _add(_add(node, "eventDetailInformation"), "eventDetail", event.detail)
    outcome = _add(node, "eventOutcomeInformation")
    _add(outcome, "eventOutcome", event.outcome)
    if event.note:
        _add(_add(outcome, "eventOutcomeDetail"), "eventOutcomeDetailNote", event.note)
    for agent in event.agents:
        _identifier(node, "linkingAgentIdentifier", "local", agent)
    for path in event.files:
        _identifier(node, "linkingObjectIdentifier", "logical path", path)
    if not event.files:
        _identifier(node, "linkingObjectIdentifier", "OCFL object", object_id)


def _agent(root: ET.Element, agent: PremisAgent) -> None:
    node = _add(root, "agent")
    _identifier(node, "agentIdentifier", "local", agent.identifier)
    _add(node, "agentName", agent.name)
    _add(node, "agentType", agent.kind)
    if agent.version:
        _add(node, "agentVersion", agent.version)


def _identifier(parent: ET.Element, name: str, kind: str, value: str) -> None:
    node = _add(parent, name)
    _add(node, f"{name}Type", kind)
    _add(node, f"{name}Value", value)


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    node = ET.SubElement(parent, f"{{{_PREMIS}}}{name}", attributes)
    if text:
        node.text = _NOT_IN_XML.sub("\ufffd", text)
    return node
