"""E-ARK DIP 2.2 (CSIP): a representation for each record that has files, with EAD 3, Dublin Core and PREMIS."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone

import lantai
from lantai.engines.packages.eark.write import Metadata, Representation, Sip, write_sip
from lantai.engines.packages.model import Progress
from lantai.engines.packages.writing import NewFile
from lantai.holdings.exchange.files import dc_bytes, ead3_bytes, keeper_of, said_of
from lantai.holdings.handing_out.documents import FINDING_AID, descriptions, premis_of
from lantai.holdings.handing_out.originals import proved_file
from lantai.holdings.handing_out.parcel import Handed, Parcel, Tally

MOST = 20_000
"""The METS of the package names each representation: it is kept in memory until the end."""

SCHEMAS = """\
METS 1.12.1   http://www.loc.gov/METS/                    https://www.loc.gov/standards/mets/mets.xsd
PREMIS 3.0    http://www.loc.gov/premis/v3                https://www.loc.gov/standards/premis/premis.xsd
EAD 3         http://ead3.archivists.org/schema/          https://www.loc.gov/ead/ead3.xsd
Dublin Core   http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd
CSIP          https://DILCIS.eu/XML/METS/CSIPExtensionMETS https://earkcsip.dilcis.eu/schema/DILCISExtensionMETS.xsd
"""
"""Which schemas the documents of a package follow; the schemas themselves are others' work and are not copied."""


def write(parcel: Parcel, target: Path, progress: Progress) -> Tally:
    """The finding aid of the whole is descriptive metadata of the package, the list is its documentation."""
    tally, now = Tally(), timezone.localtime()
    subject = parcel.subject
    with tempfile.TemporaryDirectory(dir=settings.WORK_FOLDER) as folder:
        written = {path.name: path for path in descriptions(parcel, Path(folder))}
        finding_aid = Metadata("ead3.xml", "EAD", written[FINDING_AID])
        dip = Sip(
            subject.fonds.institution.name,
            lantai.__version__,
            package="DIP",
            metadata=[Metadata("dc.xml", "DC", _stream(_dublin_core(parcel))), finding_aid],
        )
        write_sip(
            target,
            sip=dip,
            representations=_representations(parcel, tally, now),
            others={
                "documentation": [NewFile(name, path) for name, path in written.items() if name != FINDING_AID],
                "schemas": [NewFile("schemas.txt", _stream(SCHEMAS.encode()))],
            },
            now=now,
            progress=progress,
        )
    return tally


def _representations(parcel: Parcel, tally: Tally, now: dt.datetime) -> Iterator[Representation]:
    keeper = keeper_of(parcel.subject.fonds)
    for handed in parcel.with_files(tally):
        tally.add(handed)
        documents = [
            Metadata("dc.xml", "DC", _stream(dc_bytes(handed.said, keeper))),
            Metadata("ead3.xml", "EAD", _stream(ead3_bytes(handed.said, keeper))),
            Metadata("premis.xml", "PREMIS", _stream(premis_of(handed, now=now, public=not parcel.walk.sees_all))),
        ]
        yield Representation(handed.folder, _files(handed), documents)


def _dublin_core(parcel: Parcel) -> bytes:
    return dc_bytes(said_of(parcel.walk, parcel.subject), keeper_of(parcel.subject.fonds))


def _files(handed: Handed) -> Iterator[NewFile]:
    for held in handed.files:
        yield proved_file(held, held.name)


def _stream(data: bytes) -> Callable[[], IO[bytes]]:
    return lambda: io.BytesIO(data)
