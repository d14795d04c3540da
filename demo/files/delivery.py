"""What each record's files are called in each fonds, and the writing of them."""

from collections.abc import Callable
from pathlib import Path

from demo.files import office, pdfs, pictures, plain
from demo.model import Doc, Record
from demo.ofd_writer import write_ofd
from demo.paper.page import DPI, Sheet

SUFFIX = {
    "pdf": "pdf", "ofd": "ofd", "docx": "docx", "xlsx": "xlsx", "pptx": "pptx", "txt": "txt", "rtf": "rtf",
    "html": "htm", "eml": "eml", "scanned_pdf": "pdf", "broken_layer_pdf": "pdf", "locked_pdf": "pdf",
    "empty": "pdf", "tiff": "tif", "bitonal": "tif", "jp2": "jp2", "png": "png",
}  # fmt: skip
# Carriers with one file a page; all the others are one file a record.
PAGED = {"images": "jpg", "jp2": "jp2", "png": "png", "disguised": "jpg", "truncated": "jpg"}
FROM_PICTURE = {"images", "jp2", "png", "tiff", "bitonal", "scanned_pdf", "broken_layer_pdf"}
UNREADABLE = {"none", "locked_pdf", "empty", "truncated"}
BINARY_TEXT: dict[str, Callable[[Doc], bytes]] = {
    "pdf": pdfs.as_pdf, "docx": office.as_docx, "xlsx": office.as_xlsx, "pptx": office.as_pptx, "txt": plain.as_text,
    "rtf": plain.as_rtf, "html": plain.as_html, "disguised": pdfs.as_pdf,
}  # fmt: skip


def file_names(layout: str, record: Record) -> list[str]:
    """Paths inside the delivered folder, in page order, in the naming habit of the fonds."""
    if record.carrier == "none" or record.doc is None:
        return []
    pages = len(pictures.sheets_of(record.doc)) if record.carrier in PAGED else 1
    if record.carrier == "disguised":
        pages = 1
    suffix = PAGED.get(record.carrier) or SUFFIX[record.carrier]
    parts = record.code.split("-")
    if layout == "deep_folders":
        base = "/".join(parts)
    elif layout == "volume_item_page":
        base = "_".join(parts[2:])
    elif layout == "flat_dotless":
        base = f"{record.date.year}/{record.code.replace('·', '.')}"
    else:
        base = record.code.replace("·", "_") if layout == "tiff" else record.code
    if record.carrier not in PAGED:
        return [f"{base}.{suffix}"]
    if layout == "volume_item_page":
        return [f"{base}_{page}.{suffix}" for page in range(1, pages + 1)]
    return [f"{base}/{page:04d}.{suffix}" for page in range(1, pages + 1)]


def write_record(folder: Path, layout: str, record: Record) -> list[str]:
    """Write the files of one record; the names are those of `file_names`."""
    names = file_names(layout, record)
    if not names or record.doc is None:
        return []
    paths = [folder / name for name in names]
    for parent in {path.parent for path in paths}:
        parent.mkdir(parents=True, exist_ok=True)
    if record.carrier == "ofd":
        _write_ofd(paths[0], record.doc)
        return names
    for path, data in zip(paths, _contents(record, record.doc), strict=True):
        path.write_bytes(data)
    return names


def _contents(record: Record, doc: Doc) -> list[bytes]:
    """The bytes of each file of a record."""
    carrier, code = record.carrier, record.code
    if carrier == "empty":
        return [b""]
    if carrier == "eml":
        return [plain.as_mail(doc, code)]
    if carrier in BINARY_TEXT:
        return [BINARY_TEXT[carrier](doc)]
    if carrier == "locked_pdf":
        return [pdfs.locked(pdfs.as_pdf(doc))]
    return _pictured(record, doc)


def _pictured(record: Record, doc: Doc) -> list[bytes]:
    carrier = record.carrier
    scans = pictures.scans_of(record, colour=False if carrier in {"tiff", "bitonal", "png", "jp2"} else None)
    if carrier == "tiff":
        return [pictures.as_tiff(scans)]
    if carrier == "bitonal":
        return [pictures.as_bitonal_tiff(scans)]
    if carrier == "scanned_pdf":
        return [pdfs.as_scanned_pdf(scans)]
    if carrier == "broken_layer_pdf":
        lines = [sheet.lines() for sheet in pictures.sheets_of(doc)]
        return [pdfs.as_scanned_pdf(scans, hidden=lines)]
    encode = {"jp2": pictures.as_jp2, "png": pictures.as_png}.get(carrier, pictures.as_jpeg)
    made = [encode(scan) for scan in scans]
    return [data[: len(data) * 2 // 5] for data in made] if carrier == "truncated" else made


def _write_ofd(path: Path, doc: Doc) -> None:
    """The layout of the printed page, in millimetres."""
    unit = 25.4 / DPI
    sheets: list[Sheet] = pictures.sheets_of(doc)
    pages = [
        [(run.text, round(run.x * unit, 2), round((run.y + run.size * 0.88) * unit, 2), round(run.size * unit, 2))
         for run in sheet.runs if run.text.strip()]
        for sheet in sheets
    ]  # fmt: skip
    size = (round(sheets[0].size[0] * unit, 1), round(sheets[0].size[1] * unit, 1))
    write_ofd(path, pages, title=doc.title, page_size=size)
