"""METS read element by element: each with its path, its attributes and how many children of each name it had."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lantai.base.common.findings import Finding
from lantai.engines.packages.files import safe_name
from lantai.engines.packages.text import Opener
from lantai.engines.packages.xml import XmlFile, shed

METS = "http://www.loc.gov/METS/"
_PREFIXES = {
    "http://www.w3.org/1999/xlink": "xlink:",
    "https://dilcis.eu/xml/mets/csipextensionmets": "csip:",
    "https://dilcis.eu/xml/mets/sipextensionmets": "sip:",
}
_VERSION = re.compile(r"v(\d+)[-.](\d+)[-.](\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """One METS element. `path` is written `mets/fileSec/fileGrp`; nested groups count as one."""

    path: str
    attributes: dict[str, str]
    line: int
    above: Node | None = None
    counts: Counter[str] = field(default_factory=Counter)
    text: str = ""

    def get(self, name: str) -> str:
        return self.attributes.get(name, "").strip()


class MetsFile:
    """One METS document of a package; `source` is its name there. `findings` grows while `nodes` runs."""

    def __init__(self, opened: Opener, source: str) -> None:
        self.source = source
        self._xml = XmlFile(opened, source)

    @property
    def findings(self) -> list[Finding]:
        return self._xml.findings

    def starts_and_ends(self) -> Iterator[tuple[str, Node]]:
        """`start` when attributes are known, `end` when children are counted. Other vocabularies are passed over."""
        open_nodes: list[Node] = []
        foreign = 0
        for event, element in self._xml.events():
            space, _, name = str(element.tag).rpartition("}")
            if event == "start":
                if foreign or space != f"{{{METS}":
                    foreign += 1
                    continue
                node = _node(element, name, open_nodes[-1] if open_nodes else None)
                open_nodes.append(node)
                yield "start", node
            elif foreign:
                foreign -= 1
                shed(element)
            else:
                done = open_nodes.pop()
                done.text = (element.text or "").strip()[:1000]
                yield "end", done
                shed(element)

    def nodes(self) -> Iterator[Node]:
        return (node for event, node in self.starts_and_ends() if event == "end")


def _node(element: Any, name: str, above: Node | None) -> Node:
    attributes = {_attribute(str(key)): str(value) for key, value in element.attrib.items()}
    path = name if above is None else f"{above.path}/{name}"
    if above is not None:
        above.counts[name] += 1
        if name == "fileGrp" and above.path.endswith("/fileGrp"):
            path = above.path
    return Node(path, attributes, element.sourceline or 0, above)


def _attribute(key: str) -> str:
    space, _, name = key.rpartition("}")
    return _PREFIXES.get(space.lstrip("{").lower(), "") + name if space else name


def target_of(href: str, source: str) -> str | None:
    """The file of the package a location means, relative to the METS it stands in; None when it leads out."""
    text = re.sub(r"^file:(?:/{2,3}(?=\.)|/{2}(?=[^/]))?", "", href.strip(), flags=re.IGNORECASE)
    if "://" in text or not text or text.startswith("/"):
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(text)))
    return safe_name(joined)


def version_of(profile: str) -> str:
    """The version a profile's address names, else the line of versions: 2."""
    match = _VERSION.search(profile)
    return ".".join(match.groups()) if match else "2"
