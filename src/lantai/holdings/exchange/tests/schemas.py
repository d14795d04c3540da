"""The schemas of EAD, which lie beside the checkout: what we write is held against them where they are there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

from tests.support.shared import shared_data

_WHERE = {
    "ead3": ("standards", "ead3", "ead3.xsd"),
    "undeprecated": ("standards", "ead3", "undeprecated", "ead3_undeprecated.xsd"),
    "ead2002": ("standards", "arclight_ead", "xsd", "ead.xsd"),
}
_XLINK = ("standards", "archivematica_mets_premis", "xsd", "xlink.xsd")


class _Beside(etree.Resolver):
    def resolve(self, url, public, context):
        return self.resolve_filename(str(shared_data(*_XLINK)), context) if "xlink" in url else None


@cache
def schema(version: str) -> etree.XMLSchema:
    parser = etree.XMLParser()
    parser.resolvers.add(_Beside())
    return etree.XMLSchema(etree.parse(str(shared_data(*_WHERE[version])), parser))


def faults(path: Path, version: str) -> list[str]:
    """What the schema has against a file."""
    rules = schema(version)
    rules.validate(etree.parse(str(path)))
    return [f"{error.line}: {error.message}" for error in rules.error_log]
