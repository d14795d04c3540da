"""What a redacted file says of itself: a title, a day, and that it is PDF/A-2b. Nothing comes from the original."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pyvips

from lantai.engines.formats.redacting.model import Mark
from lantai.engines.formats.redacting.pdf_writer import PdfWriter, words

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{made}</xmp:CreateDate>
<pdf:Producer>Lantai</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def write_catalogue(pdf: PdfWriter, mark: Mark, pages: int) -> int:
    """The root of the file, with its metadata and what its colours mean (ISO 19005-2, 6.2.3 and 6.6)."""
    profile = pdf.put_stream(bytes(pyvips.Image.profile_load("srgb")), "/N 3")
    intent = pdf.put(
        "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) "
        f"/DestOutputProfile {profile} 0 R >>"
    )
    xmp = _XMP.format(title=escape(_clean(mark.title)), made=mark.made.strftime("%Y-%m-%dT%H:%M:%SZ"))
    # Metadata are never packed: programs that do not know PDF look for them in the bytes.
    metadata = pdf.put_stream(xmp.encode(), "/Type /Metadata /Subtype /XML", pack=False)
    return pdf.put(
        f"<< /Type /Catalog /Pages {pages} 0 R /Metadata {metadata} 0 R /OutputIntents [{intent} 0 R] "
        f"/Lang {words(mark.language)} /ViewerPreferences << /DisplayDocTitle true >> >>"
    )


def _clean(text: str) -> str:
    """XML knows no control characters."""
    return "".join(c for c in text if c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF))
