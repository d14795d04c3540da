"""Rules of E-ARK that need a look at several places of one METS, or at its folder: asked when these have gone by."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lantai.base.common.findings import Finding
from lantai.engines.packages.eark.mets import Node
from lantai.engines.packages.eark.rules import NOTHING, Rule, rules

_MOST = 100_000  # of agents, groups and identifiers kept; a METS with more is not compared any further


@dataclass(frozen=True, slots=True)
class Division:
    """Rules on one kind of content: its file group, its division, the pointers from one to the other."""

    group: str
    division: tuple[str, ...]
    pointer: tuple[str, ...]


_DIVISIONS = {
    "Documentation": Division("CSIP60", ("CSIP93", "CSIP95"), ("CSIP96",)),
    "Schemas": Division("CSIP113", ("CSIP97", "CSIP99"), ("CSIP118", "CSIP100")),
    "Representations": Division("CSIP114", ("CSIP101", "CSIP103"), ("CSIP104", "CSIP105")),
}
_TYPE, _OTHER = "csip:CONTENTINFORMATIONTYPE", "csip:OTHERCONTENTINFORMATIONTYPE"


@dataclass(slots=True)
class Agent:
    """An agent of the header: attributes, names, notes."""

    node: Node
    names: list[str] = field(default_factory=list)
    notes: list[Node] = field(default_factory=list)


@dataclass
class Checks:
    """What one METS says at several places. `folder` is where it lies, `is_root` whether it is the package's own."""

    source: str
    folder: Path
    is_root: bool
    is_sip: bool = False
    agents: list[Agent] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    uses: Counter[str] = field(default_factory=Counter)
    divisions: Counter[str] = field(default_factory=Counter)
    pointed: set[str] = field(default_factory=set)
    metadata: Node | None = None
    maps: int = 0
    dmd: set[str] = field(default_factory=set)
    amd: set[str] = field(default_factory=set)
    provenance_files: int = 0

    def see(self, event: str, node: Node) -> Iterator[Finding]:
        """One start or end of an element; what can be said at once."""
        last = node.path.rpartition("/")[2]
        if event == "start":
            self._start(node, last)
            return
        check = {"mets": self._mets, "metsHdr": self._header, "fileGrp": self._group, "fptr": self._pointer}.get(last)
        if check is not None:
            yield from check(node)
        elif node.path == "mets/structMap/div/div" and in_map(node) and not node.counts["mptr"]:
            yield from self._representation(node)
        elif last == "dmdSec" and not node.counts["mdRef"]:
            level = "MUST" if _files_in(self.folder / "metadata/descriptive") else "SHOULD"
            yield self.broken("CSIP21", node, wanted="mdRef", level=level)
        else:
            self._keep(node, last)

    def broken(self, rule: str, node: Node, *, found: str = NOTHING, wanted: str = "", level: str = "") -> Finding:
        return self.rule(rule).broken(self.source, node.line, found=found, wanted=wanted, level=level)

    def rule(self, number: str) -> Rule:
        return rules().by_id[number]

    def _start(self, node: Node, last: str) -> None:
        if last == "agent" and len(self.agents) < _MOST:
            self.agents.append(Agent(node))
        elif last == "fileGrp" and len(self.groups) < _MOST:
            self.groups[node.get("ID")] = node.get("USE")
        elif last == "dmdSec" and len(self.dmd) < _MOST:
            self.dmd.add(node.get("ID"))
        elif node.path.count("/") == 2 and node.path.startswith("mets/amdSec/") and len(self.amd) < _MOST:
            self.amd.add(node.get("ID"))
        elif node.path == "mets/structMap" and node.get("LABEL") == "CSIP":
            self.maps += 1
        elif node.path == "mets/structMap/div/div" and in_map(node) and len(self.divisions) < _MOST:
            self.divisions[node.get("LABEL")] += 1
            if node.get("LABEL") == "Metadata" and self.metadata is None:
                self.metadata = node

    def _keep(self, node: Node, last: str) -> None:
        if node.path == "mets/metsHdr/agent/name" and self.agents:
            self.agents[-1].names.append(node.text)
        elif node.path == "mets/metsHdr/agent/note" and self.agents:
            self.agents[-1].notes.append(node)
        elif node.path == "mets/amdSec/digiprovMD/mdRef":
            self.provenance_files += 1
        elif last == "mptr" and node.get("xlink:title") and len(self.pointed) < _MOST:
            self.pointed.add(node.get("xlink:title"))

    # ── header ──

    def _header(self, node: Node) -> Iterator[Finding]:
        """The software that made the package (CSIP11–16) and, in an SIP, who hands it over (SIP15–18)."""
        left = self.agents
        for number, name, value in (
            ("CSIP11", "ROLE", "CREATOR"), ("CSIP12", "TYPE", "OTHER"), ("CSIP13", "OTHERTYPE", "SOFTWARE"),
        ):  # fmt: skip
            fitting = [agent for agent in left if agent.node.get(name) == value]
            if not fitting:
                found = " | ".join(agent.node.get(name) or NOTHING for agent in left) or NOTHING
                yield self.broken(number, node, found=found, wanted=value)
                break
            left = fitting
        else:
            yield from self._software(left[0])
        if self.is_sip and self.is_root:
            yield from self._submitter(node)

    def _software(self, agent: Agent) -> Iterator[Finding]:
        if not any(agent.names):
            yield self.broken("CSIP14", agent.node, wanted="name")
        if len(agent.notes) != 1 or not agent.notes[0].text:
            yield self.broken(
                "CSIP15", agent.node, found=str(sum(bool(note.text) for note in agent.notes)), wanted="1..1"
            )
        if not any(note.get("csip:NOTETYPE") == "SOFTWARE VERSION" for note in agent.notes):
            yield self.broken("CSIP16", agent.node, wanted="SOFTWARE VERSION")

    def _submitter(self, node: Node) -> Iterator[Finding]:
        others = [a for a in self.agents if a.node.get("ROLE") == "CREATOR" and a.node.get("OTHERTYPE") != "SOFTWARE"]
        if not others:
            yield self.broken("SIP15", node, wanted="CREATOR")
        elif others[0].node.get("TYPE") not in {"ORGANIZATION", "INDIVIDUAL"}:
            found = others[0].node.get("TYPE") or NOTHING
            yield self.broken("SIP17", others[0].node, found=found, wanted="ORGANIZATION | INDIVIDUAL")
        elif not any(others[0].names):
            yield self.broken("SIP18", others[0].node, wanted="name")

    # ── file groups ──

    def _group(self, node: Node) -> Iterator[Finding]:
        use = node.get("USE")
        self.uses[use.partition("/")[0]] += 1
        if use:
            yield from self._use(node, use)
        kind, other = node.get(_TYPE), node.get(_OTHER)
        if not kind and use.startswith("Representations"):
            yield self.broken("CSIP62", node, wanted=f"@{_TYPE}", level="MUST")
        if kind and kind not in rules().vocabularies["content_information"]:
            yield self.broken("CSIP62", node, found=kind, wanted=f"@{_TYPE}", level="MUST")
        if kind == "OTHER" and (not other or other in rules().vocabularies["content_information"]):
            yield self.broken("CSIP63", node, found=other or NOTHING, wanted=f"@{_OTHER}", level="MUST")
        if other and kind != "OTHER":
            yield self.broken("CSIP63", node, found=kind or NOTHING, wanted="OTHER", level="MUST")

    def _use(self, node: Node, use: str) -> Iterator[Finding]:
        known = set(rules().vocabularies["use"]) | (set() if self.is_root else {"Data"})
        if use.partition("/")[0].lower() not in {each.lower() for each in known}:
            yield self.broken("CSIP64", node, found=use, wanted=" | ".join(sorted(known)))
        elif folder_of(self.folder, use) is None:
            yield self.broken("CSIP64", node, found=use, wanted=f"{use.lower()}/")

    # ── structural map ──

    def _pointer(self, node: Node) -> Iterator[Finding]:
        above = node.above
        target = node.get("FILEID")
        if above is None or not in_map(node):
            return
        label = above.get("LABEL")
        if len(self.pointed) < _MOST and target in self.groups:
            self.pointed.add(target)
        division = label.partition("/")[0]
        asked = _DIVISIONS.get(division)
        if asked and target and self.groups.get(target, "").partition("/")[0] != division:
            yield self.broken(asked.pointer[0], node, found=target, wanted=f"fileGrp[@USE='{division}']", level="MUST")

    def _representation(self, node: Node) -> Iterator[Finding]:
        """A representation that has a METS of its own is pointed to by that."""
        use, _, name = node.get("LABEL").partition("/")
        folder = folder_of(self.folder, f"representations/{name}") if use == "Representations" and name else None
        if folder is not None and (folder / "METS.xml").is_file():
            yield self.broken("CSIP109", node, wanted="mptr")

    # ── the whole ──

    def _mets(self, node: Node) -> Iterator[Finding]:
        yield from self._categories(node)
        if node.counts["fileSec"]:
            yield from self._divided(node)
        if self.maps != 1:
            for number in ("CSIP80", "CSIP82"):
                yield self.broken(number, node, found=str(self.maps), wanted="1..1")
        elif self.divisions["Metadata"] != 1:
            for number in ("CSIP88", "CSIP90"):
                yield self.broken(number, node, found=str(self.divisions["Metadata"]), wanted="1..1")
        if self.metadata is not None:
            yield from self._listed("CSIP91", "ADMID", self.amd)
            yield from self._listed("CSIP92", "DMDID", self.dmd)
        yield from self._described(node)

    def _categories(self, node: Node) -> Iterator[Finding]:
        categories = rules().vocabularies["content_category"]
        other, information = node.get("csip:OTHERTYPE"), node.get(_TYPE)
        if node.get("TYPE") == "OTHER" and not other:
            yield self.broken("CSIP2", node, found="OTHER", wanted="@csip:OTHERTYPE")
        if other and (other in categories or node.get("TYPE").upper() != "OTHER"):
            yield self.broken("CSIP3", node, found=other, wanted="OTHER", level="MUST")
        if information == "OTHER" and not node.get(_OTHER):
            yield self.broken("CSIP4", node, found="OTHER", wanted=f"@{_OTHER}", level="MUST")
        if node.get(_OTHER) and information != "OTHER":
            yield self.broken("CSIP5", node, found=information or NOTHING, wanted="OTHER", level="MUST")

    def _divided(self, node: Node) -> Iterator[Finding]:
        """Documentation, schemas and representations: a group each, and a division that points to each group."""
        for use, asked in _DIVISIONS.items():
            if not self.uses[use]:
                if self.is_root:
                    level = "MUST" if _files_in(self.folder / use.lower()) else "SHOULD"
                    yield self.broken(asked.group, node, wanted=f"@USE='{use}'", level=level)
                continue
            if self.maps == 1 and not any(label.partition("/")[0] == use for label in self.divisions):
                for number in asked.division:
                    yield self.broken(number, node, wanted=f"@LABEL='{use}'")
            for identifier, named in self.groups.items():
                if named.partition("/")[0] == use and identifier not in self.pointed:
                    for number in asked.pointer:
                        yield self.broken(number, node, wanted=identifier)

    def _listed(self, number: str, attribute: str, identifiers: set[str]) -> Iterator[Finding]:
        if self.metadata is None or len(identifiers) >= _MOST:
            return
        listed = set(self.metadata.get(attribute).split())
        for identifier in sorted(identifiers ^ listed)[:100]:
            found = identifier if identifier in listed else NOTHING
            wanted = NOTHING if identifier in listed else identifier
            level = "MUST" if listed else "SHOULD"
            yield self.broken(number, self.metadata, found=found, wanted=wanted, level=level)

    def _described(self, node: Node) -> Iterator[Finding]:
        """Metadata files have their sections: dmdSec, amdSec/digiprovMD."""
        if not node.counts["dmdSec"]:
            level = "MUST" if _files_in(self.folder / "metadata/descriptive") else "SHOULD"
            yield self.broken("CSIP17", node, wanted="dmdSec", level=level)
        if not node.counts["amdSec"]:
            yield self.broken("CSIP31", node, wanted="amdSec")
        there = _files_in(self.folder / "metadata/preservation")
        if there > self.provenance_files:
            found, wanted = str(self.provenance_files), str(there)
            yield self.broken("CSIP32", node, found=found, wanted=wanted, level="MUST")
        elif not self.provenance_files:
            yield self.broken("CSIP32", node, wanted="digiprovMD")


def in_map(node: Node) -> bool:
    """Whether a division belongs to the structural map named CSIP."""
    above: Node | None = node
    while above is not None and above.path != "mets/structMap":
        above = above.above
    return above is not None and above.get("LABEL") == "CSIP"


def folder_of(folder: Path, use: str) -> Path | None:
    """The folder a group's USE names, capital letters aside."""
    for part in use.split("/"):
        try:
            with os.scandir(folder) as entries:
                below = [e for e in entries if e.name.lower() == part.lower() and e.is_dir(follow_symlinks=False)]
        except OSError:
            return None
        if not below or part in {"", ".", ".."}:
            return None
        folder = Path(below[0].path)
    return folder


def _files_in(folder: Path) -> int:
    """How many files lie directly in a folder; those whose names begin with a dot do not count."""
    try:
        with os.scandir(folder) as entries:
            return sum(entry.is_file(follow_symlinks=False) and not entry.name.startswith(".") for entry in entries)
    except OSError:
        return 0
