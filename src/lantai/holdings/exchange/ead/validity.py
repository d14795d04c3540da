"""Whether a file keeps to the schemas of EAD: the archive lays them into a folder, for they are not ours to ship."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from lxml import etree

from lantai.base.common.findings import Severity
from lantai.holdings.exchange.ead.codes import INVALID, Findings
from lantai.holdings.exchange.ead.writing import NAMESPACES

FILES = {
    NAMESPACES["ead3"]: "ead3.xsd",
    "http://ead3.archivists.org/schema/undeprecated/": "ead3_undeprecated.xsd",
    NAMESPACES["ead2002"]: "ead.xsd",
}
LARGEST = 40 << 20
"""A schema needs the whole tree in memory: longer files are read without it."""


class _InFolder(etree.Resolver):
    """What a schema refers to is looked for beside it, by its file name, and never on the network."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]
        path, found = self._folder / Path(system_url).name, cast("Any", self)
        return found.resolve_filename(str(path), context) if path.is_file() else found.resolve_empty(context)


def find_faults(path: Path, folder: Path | None, findings: Findings) -> None:
    """Every place at which the schema has something against the file. Without a schema, nothing is found."""
    if folder is None or not folder.is_dir() or path.stat().st_size > LARGEST:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.parse(str(path), parser)
    root = tree.getroot()
    space = etree.QName(root).namespace or ""
    if not space:  # a file written for the DTD of 2002: the same elements, in no namespace
        for element in root.iter(etree.Element):
            element.tag = f"{{{NAMESPACES['ead2002']}}}{element.tag}"
    file = folder / FILES.get(space or NAMESPACES["ead2002"], "-")
    if not file.is_file():
        return
    reader = etree.XMLParser(no_network=True)
    reader.resolvers.add(_InFolder(folder))
    schema = etree.XMLSchema(etree.parse(str(file), reader))
    schema.validate(tree)
    for error in cast("Any", schema.error_log):
        findings.add(INVALID, Severity.WARNING, error.line, reason=error.message.replace(f"{{{space}}}", "")[:300])
