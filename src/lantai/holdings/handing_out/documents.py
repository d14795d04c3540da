"""What is said of records beside their files: lists, finding aids, preservation metadata, numbers of identity."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from lantai.holdings.catalogue.actions import sealed_of
from lantai.holdings.catalogue.models import PersonEntry
from lantai.holdings.catalogue.sealing import person_keys, unseal
from lantai.holdings.exchange.files import write_file
from lantai.holdings.handing_out.originals import opened_of
from lantai.holdings.handing_out.parcel import Handed, HeldFile, Parcel
from lantai.holdings.imports.exact import guarded
from lantai.holdings.preservation.describing.happenings import SOFTWARE
from lantai.holdings.preservation.mets import PREMIS
from lantai.holdings.preservation.premis import EventType, PremisEvent, PremisFile, premis_xml, with_event

LIST, FINDING_AID, PERSONS = "目录.csv", "目录.ead3.xml", "人员.csv"
LIMITS = "限制说明.csv"
PERSON_HEADERS = ("档号", "题名", "人名", "角色", "身份证号")
LIMIT_HEADERS = ("档号", "题名", "限制", "理由", "遮蔽页", "截止日期")


def descriptions(parcel: Parcel, folder: Path) -> list[Path]:
    """The list and the finding aid of everything in the parcel, written into `folder`; persons where asked for.

    What goes in part or not at all has a list of its own, which says why; there is none where there is nothing to say.
    """
    written = [folder / LIST, folder / FINDING_AID]
    write_file(written[0], parcel.subject, "csv", scope=parcel.scope)
    write_file(written[1], parcel.subject, "ead3", scope=parcel.scope)
    if parcel.wanted.numbers_for:
        written.append(persons(parcel, folder / PERSONS))
    if parcel.limits():
        written.append(folder / LIMITS)
        written[-1].write_bytes(limits_csv(parcel))
    return written


def limits_csv(parcel: Parcel) -> bytes:
    """The list of what goes in part or not at all, as spreadsheets read it."""
    target = io.StringIO(newline="")
    rows = csv.writer(target)
    rows.writerow(LIMIT_HEADERS)
    rows.writerows([guarded(cell) for cell in row] for row in limit_rows(parcel))
    return target.getvalue().encode("utf-8-sig")


def limit_rows(parcel: Parcel) -> list[list[str]]:
    """A row for each record that goes in part or not at all."""
    return [
        [
            each.record.code,
            each.record.title,
            each.what,
            each.why,
            each.pages,
            each.until.isoformat() if each.until else "",
        ]
        for each in parcel.limits()
    ]


def persons(parcel: Parcel, path: Path) -> Path:
    """Who is named in which record, with ID numbers in full: only where the right was asked and a reason given."""
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(PERSON_HEADERS)
        for handed in parcel.records():
            rows.writerows([*row[:-1], f"\t{row[-1]}"] for row in persons_of(handed))
    return path


def persons_of(handed: Handed) -> list[list[str]]:
    """A row for each person of whom a number is kept. Spreadsheets would round the number: a list puts a tab before."""
    if not handed.said.persons:
        return []
    keys = person_keys()
    entries = PersonEntry.objects.filter(record=handed.record).exclude(id_cipher=b"")
    if handed.is_public:
        entries = entries.filter(is_withheld=False)
    code, title = handed.record.code, handed.record.title
    return [[code, title, entry.name, entry.role, unseal(sealed_of(entry), keys)] for entry in entries]


def object_name(handed: Handed) -> str:
    """By what METS and PREMIS name a record: its object in storage, where it has just one."""
    objects = {file.stored.stored.object_id for file in handed.files}
    return objects.pop() if len(objects) == 1 else f"urn:ulid:{handed.record.ulid}"


def premis_of(handed: Handed, *, now: dt.datetime, public: bool) -> bytes:
    """PREMIS of a record: as its object has it, with what happened since it came in, and this handing out behind.

    What staff did and who they are is not for the public: there it is the files with their digests, told anew.
    """
    name = object_name(handed)
    kept = b"" if public else _kept(handed)
    document = kept or premis_xml([_file(each) for each in handed.files], [], [], object_id=name)
    event = PremisEvent(
        f"{name}#handed-out-{now:%Y%m%dT%H%M%S}",
        EventType.PACKAGE_CREATION,
        now,
        detail="Information package for dissemination created",
        agents=[SOFTWARE.identifier],
    )
    return with_event(document, event, [SOFTWARE], object_id=name)


def _kept(handed: Handed) -> bytes:
    """The document in storage; nothing where there is none, or several objects each have their own."""
    objects = {file.stored.stored.pk: file.stored.stored for file in handed.files}
    if len(objects) != 1:
        return b""
    with opened_of(next(iter(objects.values())), PREMIS) as stream:
        return stream.read()


def _file(held: HeldFile) -> PremisFile:
    file = held.stored
    return PremisFile(
        held.place,
        file.original_name,
        file.size,
        file.sha512,
        file.sm3 or None,
        puid=file.puid,
        mime=file.mime,
    )
