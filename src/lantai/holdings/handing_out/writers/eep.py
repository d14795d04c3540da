"""EEP by DA/T 48-2009, original packages, signed with the archive's key: one file for each record that has files."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils import timezone

from lantai.engines.packages.eep.shapes import (
    Agent,
    Agents,
    Business,
    BusinessBlock,
    Coding,
    Content,
    Data,
    Description,
    Document,
    Documents,
    Electronic,
    FileEntity,
    Files,
    Form,
    Location,
    Provenance,
    ReferenceCode,
    Rights,
    Version,
)
from lantai.engines.packages.eep.writing import NewLayer, Opener, Signer, write_package
from lantai.engines.packages.model import Progress
from lantai.engines.packages.writing import NewFolder
from lantai.engines.signatures.errors import KeyNotThere
from lantai.engines.signatures.store import Purpose, current_key
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.exchange.crosswalk import crosswalk
from lantai.holdings.handing_out.documents import LIMITS, limits_csv
from lantai.holdings.handing_out.originals import proved
from lantai.holdings.handing_out.parcel import Handed, HeldFile, Parcel, Tally
from lantai.holdings.printing.lines import line_of

SUFFIX = ".eep"
_LAYER = "修改0"
_OWN, _FILE = "P1", "文件"
UNKNOWN, PUBLIC = "不详", "公开"
"""What stands where DA/T 48 demands a value and nothing was described; no level of secrecy means that there is none."""


def write(parcel: Parcel, target: Path, progress: Progress) -> Tally:
    """A single record is one file; of more there is a folder of files. Raises `KeyNotThere` without a key to sign."""
    tally, signer, now = Tally(), _signer(parcel), timezone.localtime()
    if parcel.is_single:
        for handed in parcel.with_files(tally):
            write_package(target, _layer(handed, parcel, now), signer=signer)
            tally.add(handed)
        return tally
    with NewFolder(target, progress=progress) as folder:
        for handed in parcel.with_files(tally):
            write_package(folder.place(f"{handed.folder}{SUFFIX}"), _layer(handed, parcel, now), signer=signer)
            tally.add(handed)
            progress(tally.files, tally.size, handed.record.code)
        if tally.files and parcel.limits():
            with folder.create(LIMITS) as out:
                out.write(limits_csv(parcel))
    return tally


def _signer(parcel: Parcel) -> Signer:
    key = current_key(Path(settings.KEYS_FOLDER), Purpose.TRANSFER)
    certificate = key.certificate()
    if certificate is None:
        raise KeyNotThere(purpose=str(Purpose.TRANSFER))
    return Signer(key.private(settings.KEYS_PASSWORD), certificate, parcel.subject.fonds.institution.name)


def _layer(handed: Handed, parcel: Parcel, now: dt.datetime) -> NewLayer:
    fonds, data = parcel.subject.fonds, dict[str, Opener]()
    documents = tuple(_document(number, held, data) for number, held in enumerate(handed.files, start=1))
    record, said = handed.record, handed.said
    entity = FileEntity(
        level=_FILE,
        provenance=Provenance(
            archive_name=fonds.institution.name,
            archive_code=fonds.institution.code,
            fonds_name=fonds.title,
            originating_unit=fonds.unit or fonds.title,
        ),
        electronic_number=record.ulid,
        reference_code=_code(handed),
        description=Description(
            title=said.title,
            creator=str(said.values.get("creator", "")) or UNKNOWN,
            date=(said.date.text or said.date.normal) if said.date else UNKNOWN,
            secrecy_level=str(said.values.get("secrecy", "")) or PUBLIC,
            document_number=str(said.values.get("document_number", "")),
            persons="；".join(person["name"] for person in said.persons if person.get("name")),
        ),
        form=Form("组合文件" if len(handed.files) > 1 else "单件", pages=str(said.values.get("pages", ""))),
        location=Location(current=fonds.institution.name, carriers=("无",)),
        rights=Rights(control=_control(handed)),
        notes=(note,) if (note := str(said.values.get("note", ""))) else (),
        data=Documents(documents),
    )
    return NewLayer(
        Content(Files((entity,)), _business(handed, now), _agents(parcel)), data, fonds.institution.name, now
    )


def _control(handed: Handed) -> str:
    """The mark of opening; beside it, that something is withheld and why."""
    if note := handed.given.note:
        return f"部分开放：{note}"
    return crosswalk().opening[handed.record.opening_state]


def _document(number: int, held: HeldFile, data: dict[str, Opener]) -> Document:
    """One document for each file, the first of them the main one."""
    place = f"{_LAYER}-文档{number}"
    name = PurePosixPath(held.name).name
    identifier = f"{place}-文档数据1-编码1"
    data[identifier] = partial(proved, held.stored, name)
    extension = PurePosixPath(name).suffix.lstrip(".").lower()
    coding = Coding(
        identifier=f"{identifier}-码",
        electronic=Electronic(held.stored.puid or held.stored.mime, name, str(held.stored.size)),
        description="Base64 编码",
        keyword=f"base64-{extension}" if extension else "base64",
        data=Data(identifier),
    )
    role = "主文档" if number == 1 else "附属文档"
    return Document(place, str(number), role, held.name, (Version(f"{place}-文档数据1", (coding,)),))


def _code(handed: Handed) -> ReferenceCode:
    """The code as it stands; its parts where its scheme has them. A number of the item is demanded: the last one."""
    record = handed.record
    line, parts = line_of(record), parse_code(record.code).parts
    number = (parts.get("item") or parts.get("vol") or "").lstrip("0")
    return ReferenceCode(
        record.code,
        fonds=record.fonds.code,
        catalogue=parts.get("cata", ""),
        year=line.first_year or UNKNOWN,
        retention=line.say("retention") or UNKNOWN,
        unit_or_subject=line.unit,
        record_class=parts.get("cat", "") or parts.get("cls", "").partition("·")[0],
        archive_volume=parts.get("vol", ""),
        archive_item=number or "1",
    )


def _business(handed: Handed, now: dt.datetime) -> BusinessBlock:
    """What happened to it: taken into storage, and put into this package."""
    stored = min(file.stored.stored.stored_at for file in handed.files)
    number = handed.record.ulid
    took = (("B1", "接收", stored), ("B2", "封装", now))
    return BusinessBlock(
        tuple(
            Business(name, _OWN, number, "历史行为", act, timezone.localtime(at).isoformat(timespec="seconds"))
            for name, act, at in took
        )
    )


def _agents(parcel: Parcel) -> Agents:
    institution = parcel.subject.fonds.institution
    return Agents((Agent(_OWN, "单位", institution.name, institution.code),))
