"""The schemas of XMP (2005) that PDF/A allows without describing them: names of properties, and how values are written.

Of schemas told with `*` any property is let pass: they are long, and a wrong name in them is no common fault.
"""

from __future__ import annotations

TEXT, DATE, BOOLEAN, INTEGER, LANG, SEQ, BAG, STRUCTURE, ALT = (
    "text", "date", "boolean", "integer", "lang", "seq", "bag", "structure", "alt",
)  # fmt: skip

PDFA_ID = "http://www.aiim.org/pdfa/ns/id/"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
PREFIXES = {
    PDFA_ID: "pdfaid",
    EXTENSION: "pdfaExtension",
    SCHEMA: "pdfaSchema",
    PROPERTY: "pdfaProperty",
    "http://www.aiim.org/pdfa/ns/type#": "pdfaType",
    "http://www.aiim.org/pdfa/ns/field#": "pdfaField",
}


def _table(**kinds: str) -> dict[str, str]:
    return {name: kind for kind, names in kinds.items() for name in names.split()}


SCHEMAS: dict[str, dict[str, str] | None] = {
    "http://purl.org/dc/elements/1.1/": _table(
        bag="contributor language publisher relation subject type",
        seq="creator date",
        lang="description rights title",
        text="coverage format identifier source",
    ),
    "http://ns.adobe.com/xap/1.0/": _table(
        bag="Advisory Identifier",
        date="CreateDate MetadataDate ModifyDate",
        text="BaseURL CreatorTool Label Nickname Rating",
        alt="Thumbnails",
    ),
    "http://ns.adobe.com/pdf/1.3/": _table(text="Keywords PDFVersion Producer Trapped"),
    "http://ns.adobe.com/xap/1.0/rights/": _table(
        text="Certificate WebStatement", boolean="Marked", bag="Owner", lang="UsageTerms"
    ),
    "http://ns.adobe.com/xap/1.0/mm/": _table(
        structure="DerivedFrom ManagedFrom RenditionOf",
        text="DocumentID InstanceID OriginalDocumentID ManageTo ManageUI Manager ManagerVariant RenditionClass "
        "RenditionParams VersionID LastURL",
        seq="History Versions",
        integer="SaveID",
        bag="Ingredients Pantry Manifest",
    ),
    PDFA_ID: _table(integer="part", text="amd conformance corr rev"),
    EXTENSION: _table(bag="schemas"),
    "http://ns.adobe.com/xap/1.0/bj/": None,
    "http://ns.adobe.com/xap/1.0/t/pg/": None,
    "http://ns.adobe.com/xmp/1.0/DynamicMedia/": None,
    "http://ns.adobe.com/photoshop/1.0/": None,
    "http://ns.adobe.com/camera-raw-settings/1.0/": None,
    "http://ns.adobe.com/tiff/1.0/": None,
    "http://ns.adobe.com/exif/1.0/": None,
    "http://ns.adobe.com/exif/1.0/aux/": None,
}
