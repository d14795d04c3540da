"""The schemas of EAD, which lie beside the checkout: what we write is held against them where they are there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

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


@cache
def schema_folder() -> Path:
    """The schemas under the names an archive keeps them by, as links."""
    folder = Path(mkdtemp())
    for version, name in (("ead3", "ead3.xsd"), ("undeprecated", "ead3_undeprecated.xsd"), ("ead2002", "ead.xsd")):
        (folder / name).symlink_to(shared_data(*_WHERE[version]))
    (folder / "xlink.xsd").symlink_to(shared_data(*_XLINK))
    return folder


def keeps_to_schema(path: Path) -> bool:
    """Held against the schema of its own namespace, by other means than ours."""
    root = etree.parse(str(path)).getroot()
    space = etree.QName(root).namespace or ""
    text = etree.tostring(root)
    if not space:
        text = text.replace(b"<ead", b'<ead xmlns="urn:isbn:1-931666-22-9"', 1)
    version = "undeprecated" if "undeprecated" in space else "ead3" if "ead3" in space else "ead2002"
    return bool(schema(version).validate(etree.fromstring(text)))
