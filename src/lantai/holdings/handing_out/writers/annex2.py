"""A carrier by annex 2 of 《电子档案移交与接收办法》: 说明文件.TXT, the catalogue, 电子档案, 其他."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

import lantai
from lantai.engines.packages.model import Progress
from lantai.engines.packages.transfer.write import Layout, NewEntry, write_transfer_package
from lantai.engines.packages.writing import NewFile
from lantai.holdings.catalogue.models import Record
from lantai.holdings.exchange.said import Said
from lantai.holdings.handing_out.documents import descriptions
from lantai.holdings.handing_out.originals import new_file
from lantai.holdings.handing_out.parcel import Handed, Parcel, Tally


def write(parcel: Parcel, target: Path, progress: Progress) -> Tally:
    """Entries are the records that have files: volumes (案卷) if all of them are, else documents (文件)."""
    tally, span = Tally(), _Span()
    layout = Layout(volumes=_only_volumes(parcel))
    subject, statement = parcel.subject, dict[str, str]()
    statement |= {"载体编号": target.name, "移交单位": subject.fonds.institution.name, "内容描述": subject.title}
    with tempfile.TemporaryDirectory(dir=settings.WORK_FOLDER) as folder:
        write_transfer_package(
            target,
            statement=statement,
            entries=_entries(parcel, tally, span, statement, layout),
            other=[NewFile(path.name, path) for path in _others(parcel, Path(folder))],
            layout=layout,
            progress=progress,
        )
    return tally


class _Span:
    """The first and the last code, for 起止档号."""

    first = last = ""

    def take(self, code: str) -> None:
        self.first, self.last = self.first or code, code


def _only_volumes(parcel: Parcel) -> bool:
    record = parcel.subject.record
    rows = Record.objects.of_fonds(parcel.subject.fonds, parcel.scope).order_by()
    if record is not None:
        return record.level == Record.Level.VOLUME and parcel.is_single
    return not rows.exclude(level=Record.Level.VOLUME).exists()


def _others(parcel: Parcel, folder: Path) -> list[Path]:
    """What may lie in 其他 is text or XML: a list of comma-separated values is a text, and is called one."""
    written = []
    for path in descriptions(parcel, folder):
        written.append(path.rename(path.with_suffix(".TXT")) if path.suffix == ".csv" else path)
    return written


def _entries(
    parcel: Parcel, tally: Tally, span: _Span, statement: dict[str, str], layout: Layout
) -> Iterator[NewEntry]:
    """The statement is completed when all have passed: it is the last thing that is written."""
    for handed in parcel.with_files(tally):
        tally.add(handed)
        span.take(handed.record.code)
        files = [new_file(held, f"{handed.folder}/{held.name}") for held in handed.files]
        yield NewEntry(_fields(handed), files)
    statement["起止档号"] = f"{span.first}～{span.last}"
    statement["档案数量"] = f"{tally.records}{'卷' if layout.volumes else '件'}"
    statement["软硬件环境"] = f"Lantai {lantai.__version__}"


def _fields(handed: Handed) -> dict[str, str]:
    said: Said = handed.said
    return {
        "档号": handed.record.code,
        "责任者": str(said.values.get("creator", "")),
        "题名": said.title,
        "日期": said.date.text or said.date.normal if said.date else "",
        "密级": str(said.values.get("secrecy", "")),
        "备注": str(said.values.get("note", "")),
    }
