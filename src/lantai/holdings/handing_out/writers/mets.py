"""METS 1.12 with PREMIS 3: a folder for each record with its originals, EAD 3, Dublin Core, events, and their METS.

Several records have a METS above them that points to theirs, and the finding aid of the whole.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from django.conf import settings
from django.utils import timezone

import lantai
from lantai.engines.packages.model import Progress
from lantai.engines.packages.writing import NewFile, NewFolder
from lantai.holdings.exchange.files import dc_bytes, ead3_bytes, keeper_of
from lantai.holdings.handing_out.documents import descriptions, object_name, premis_of
from lantai.holdings.handing_out.originals import new_file
from lantai.holdings.handing_out.parcel import Handed, Parcel, Tally
from lantai.holdings.preservation.mets import METS, PREMIS, MetsFile, mets_xml

_SPACES = 'xmlns:mets="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"'
_XML = "application/xml"


def write(parcel: Parcel, target: Path, progress: Progress) -> Tally:
    """Raises what `NewFolder` raises."""
    tally, now = Tally(), timezone.localtime()
    with NewFolder(target, progress=progress) as folder:
        if parcel.is_single and not parcel.wanted.numbers_for:
            for handed in parcel.records():
                _record(folder, "", handed, parcel, now)
                tally.add(handed)
            return tally
        with _above(folder, parcel, now) as point:
            for handed in parcel.records():
                prefix = f"records/{handed.folder}/"
                _record(folder, prefix, handed, parcel, now)
                point(handed, f"{prefix}{METS}")
                tally.add(handed)
    return tally


def _record(folder: NewFolder, prefix: str, handed: Handed, parcel: Parcel, now: dt.datetime) -> None:
    listed: list[MetsFile] = []
    for held in handed.files:
        name = held.place
        size, digests = folder.copy(new_file(held, prefix + name), ("sha512",))
        listed.append(MetsFile(name, size, digests["sha512"], held.stored.mime))
    keeper = keeper_of(parcel.subject.fonds)
    documents = {
        "dc.xml": dc_bytes(handed.said, keeper),
        "ead3.xml": ead3_bytes(handed.said, keeper),
        PREMIS: premis_of(handed, now=now, public=not parcel.walk.sees_all),
    }
    for name, data in documents.items():
        _put(folder, prefix + name, data)
        listed.append(MetsFile(name, len(data), hashlib.sha512(data).hexdigest(), _XML))
    listed.sort(key=lambda file: file.path)
    _put(folder, prefix + METS, mets_xml(listed, object_id=object_name(handed), at=now))


def _put(folder: NewFolder, name: str, data: bytes) -> None:
    with folder.create(name) as out:
        out.write(data)


@contextmanager
def _above(folder: NewFolder, parcel: Parcel, now: dt.datetime) -> Iterator[Callable[[Handed, str], None]]:
    """The METS of the whole, written record by record: it is never in memory."""
    with tempfile.TemporaryDirectory(dir=settings.WORK_FOLDER) as work:
        documents = descriptions(parcel, Path(work))
        noted = [(path.name, *folder.copy(NewFile(path.name, path), ("sha512",))) for path in documents]
    with folder.create(METS) as out:

        def put(text: str) -> None:
            out.write(text.encode())

        put(f"<?xml version='1.0' encoding='UTF-8'?>\n<mets:mets {_SPACES} OBJID={quoteattr(parcel.subject.code)}>\n")
        put(f' <mets:metsHdr CREATEDATE="{now.isoformat(timespec="seconds")}">\n')
        put('  <mets:agent ROLE="CREATOR" TYPE="OTHER" OTHERTYPE="SOFTWARE">\n')
        put(f"   <mets:name>Lantai {lantai.__version__}</mets:name>\n  </mets:agent>\n </mets:metsHdr>\n")
        for number, (name, size, digests) in enumerate(noted, start=1):
            kind = 'MDTYPE="EAD"' if name.endswith(".xml") else 'MDTYPE="OTHER" OTHERMDTYPE="CSV"'
            mime = _XML if name.endswith(".xml") else "text/csv"
            put(
                f' <mets:dmdSec ID="dmd-{number}">\n  <mets:mdRef {kind} LOCTYPE="URL" xlink:type="simple"'
                f' xlink:href={quoteattr(quote(name))} MIMETYPE="{mime}" SIZE="{size}"'
                f' CHECKSUM="{digests["sha512"]}" CHECKSUMTYPE="SHA-512"/>\n </mets:dmdSec>\n'
            )
        described = " ".join(f"dmd-{number}" for number in range(1, len(noted) + 1))
        put(f' <mets:structMap TYPE="logical">\n  <mets:div TYPE="collection" DMDID="{described}"')
        put(f" LABEL={quoteattr(parcel.subject.title)}>\n")

        def point(handed: Handed, name: str) -> None:
            label = quoteattr(f"{handed.record.code} {handed.said.title}")
            put(f'   <mets:div TYPE="{handed.record.level}" LABEL={label}>\n')
            put(f'    <mets:mptr LOCTYPE="URL" xlink:type="simple" xlink:href={quoteattr(quote(name))}/>\n')
            put("   </mets:div>\n")

        yield point
        put("  </mets:div>\n </mets:structMap>\n</mets:mets>\n")
