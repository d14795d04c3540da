"""What is wrong with the delivery on purpose: a few damaged files, stray files and impossible rows."""

from dataclasses import dataclass, field
from pathlib import Path

from demo.catalogues import OddRow
from demo.model import UNREVIEWED, Day, Flaw, FondsDraft, Record

STRAY = {
    "Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504,
    "~$归档说明.docx": b"\x05admin" + b" " * 156,
}


@dataclass
class Flaws:
    """The flaws of one fonds: rows for its catalogue, and what to say about them."""

    odd_rows: list[OddRow] = field(default_factory=list)
    stray: dict[str, bytes] = field(default_factory=dict)
    listed: list[Flaw] = field(default_factory=list)

    def add(self, kind: str, where: str, note: str) -> None:
        self.listed.append(Flaw(kind, where, note))


def spoil(fonds: FondsDraft) -> Flaws:
    """Spoil a fonds as composed; only the government's office and the labour bureau were careless enough."""
    flaws = Flaws()
    if fonds.code == "J001":
        _damaged_files(fonds, flaws)
        _odd_rows(fonds, flaws)
        flaws.stray = dict(STRAY)
        for name in STRAY:
            flaws.add("stray_file", name, "left by the system that copied the files")
    if fonds.code == "J045":
        _no_file_for_row(fonds, flaws)
    _wrong_page_counts(fonds, flaws)
    return flaws


def _spare(fonds: FondsDraft) -> list[Record]:
    return [record for record in fonds.records if record.carrier == "none" and record.date.year < 1997]


def _damaged_files(fonds: FondsDraft, flaws: Flaws) -> None:
    kinds = (
        ("empty", "zero_byte", "a PDF of no bytes"),
        ("disguised", "wrong_extension", "a PDF called .jpg"),
        ("locked_pdf", "encrypted", "a PDF behind a password"),
        ("truncated", "truncated", "a JPEG that ends too early"),
    )
    for record, (carrier, kind, note) in zip(_spare(fonds), kinds, strict=False):
        record.carrier = carrier
        flaws.add(kind, record.code, note)


def _odd_rows(fonds: FondsDraft, flaws: Flaws) -> None:
    spare = _spare(fonds)
    impossible = spare[0]
    day = f"{impossible.date.year}0231"
    flaws.odd_rows.append(OddRow(impossible.code, impossible, date=day))
    flaws.add("impossible_date", impossible.code, day)
    double = spare[1]
    twin = Record(
        code=double.code,
        title="关于印发全县档案工作先进单位名单的通知",
        date=double.date,
        creator=double.creator,
        opening=UNREVIEWED,
        retention=double.retention,
    )
    flaws.odd_rows.append(OddRow(double.code, twin))
    flaws.add("duplicate_code", double.code, twin.title)
    secret = Record(
        code=f"{fonds.code}-WS·1983-Y-BGS-0099",
        title="关于县城人防工程布局情况的报告",
        date=Day(1983, 4, 11),
        creator="临江县人民政府",
        secrecy="机密",
        opening="控制",
        quarantined=True,
        pages=6,
    )
    flaws.odd_rows.append(OddRow(spare[-1].code, secret))
    flaws.add("secret_row", secret.code, "a row marked 机密, which an open system must not keep")


def _no_file_for_row(fonds: FondsDraft, flaws: Flaws) -> None:
    """A file without a row: somebody scanned an item that was never catalogued."""
    lists = [record for record in fonds.records if record.carrier == "images" and "曾援朝" not in record.names]
    orphan = next(record for record in lists if record.opening == "开放")
    orphan.in_catalogue, orphan.opening = False, UNREVIEWED
    flaws.add("no_row", orphan.code, "files without a row in the catalogue")


def _wrong_page_counts(fonds: FondsDraft, flaws: Flaws) -> None:
    counted = [record for record in fonds.records if record.carrier == "images" and fonds.code in {"J001", "G012"}]
    for record in counted[5:7]:
        record.pages += 1
        flaws.add("page_count", record.code, "the catalogue counts one page more than was scanned")


def write_stray(folder: Path, flaws: Flaws) -> None:
    for name, data in flaws.stray.items():
        (folder / name).write_bytes(data)
