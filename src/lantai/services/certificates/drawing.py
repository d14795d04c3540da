"""The paper before it is signed: pages as pictures with the band below them, or a deed set in type, stamped likewise.

A page of which something is withheld, and one without a picture, goes through redaction: painted pixels and the text
that remains, nothing of the original. All other pages are the master's picture.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils import timezone, translation

from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.formats.stamping import ROOM, Sheet, Stamp, stamped_copy
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.fulltext.images import Cut, page_jpeg
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.public_copy import REDACT, mark_of, page_to_redact
from lantai.holdings.fulltext.queries import page_states
from lantai.holdings.printing.deeds import LETTER, Deed, set_deed
from lantai.holdings.withholding.models import Withheld
from lantai.holdings.withholding.queries import withheld_of
from lantai.services.certificates.data import wording
from lantai.services.certificates.granting import granted
from lantai.services.certificates.keeping import object_of
from lantai.services.certificates.models import Certificate, CertificateSource
from lantai.services.certificates.sealed import code_for, open_name, open_picture

if TYPE_CHECKING:
    from lantai.engines.formats.redacting.model import WithheldPart
    from lantai.holdings.withholding.sources import PageState

LONGEST = 2480
"""Pixels of a page's longer side: 210 to the inch on A4, so that small handwriting can be read."""
OF_OTHERS, MASKED = "R3a", "（他人信息已遮盖）"
"""The ground of what is hidden on a copy for the sake of others, and what the copy says of it."""
_SECONDS = 60.0
_PAPER = {"width": ROOM[0], "height": ROOM[1], "margins": [10, 10, 8, 10]}
"""What is set in type has the size of the frame it is put into: its letters are printed as large as they were set."""
_PIXELS, _QUALITY = (round(ROOM[0] / 25.4 * 300), round(ROOM[1] / 25.4 * 300)), 92
"""300 to the inch, so that letters stay sharp."""


def drawn(certificate: Certificate) -> bytes:
    """The PDF/A to be signed. The same certificate gives the same paper, also after it was interrupted."""
    with translation.override("zh-hans"):
        is_copy = certificate.kind == Certificate.Kind.COPY
        sheets = list(_copied(certificate) if is_copy else _set(certificate))
        return stamped_copy(sheets, stamp=stamp_of(certificate))


def stamp_of(certificate: Certificate) -> Stamp:
    """What stands on every page: who issued it, number, code, day, the sentence, the seal, the code for telephones."""
    keys = person_keys()
    code = code_for(certificate.ulid, keys)
    lines = [
        f"{certificate.institution.name}　{wording().forms[certificate.kind].title}",
        f"编号：{certificate.number}　验证码：{'-'.join((code[:4], code[4:8], code[8:]))}",
        f"日期：{_day(certificate)}　经办：{certificate.begun_by}",
    ]
    if certificate.kind == Certificate.Kind.COPY:
        lines.append(wording().same_as_original)
    seal = open_picture(bytes(certificate.seal.picture), keys) if certificate.seal else b""
    # By the identifier a file that was signed anew by somebody else is still known as one that says it is ours.
    title = f"{lines[0]} {certificate.number} ({object_of(certificate)})"
    address = f"{certificate.address}/verify/{quote(certificate.number)}?code={code}"
    return Stamp(tuple(lines), seal, address, _moment(certificate), title)


def _moment(certificate: Certificate) -> dt.datetime:
    """The day it was begun: drawn again another day, it is the same paper."""
    return timezone.localtime(certificate.begun_at).replace(hour=0, minute=0, second=0, microsecond=0)


def _day(certificate: Certificate) -> str:
    return f"{timezone.localdate(certificate.begun_at):%Y年%m月%d日}"


def _copied(certificate: Certificate) -> Iterator[Sheet]:
    sources = list(certificate.sources.select_related("record__fonds__institution"))
    records = {source.record_id for source in sources}
    covered = withheld_of(records - granted(certificate.case, records, timezone.localdate()))
    for source in sources:
        record = source.record
        page = Page.objects.select_related("file__stored").get(record=record, position=source.page)
        rows = covered.get(record.pk, {}).get(source.page, [])
        lines = (f"档号：{record.code}", f"第 {source.page} 页{MASKED if source.masked else ''}")
        if rows or source.masked or not page.has_image:
            yield Sheet(None, _redacted(source, page, rows), lines)
        else:
            yield Sheet(_picture(page), None, lines)


def _passages(source: CertificateSource) -> Iterator[Withheld]:
    """Words hidden on this copy alone, as rows of withholding that are kept nowhere: the same doubt takes the page."""
    for start, end in source.masked.get("spans", ()):
        yield Withheld(
            record=source.record, page_number=source.page, start=start, end=end, ground=OF_OTHERS,
            digest=source.masked["digest"], since=source.certificate.begun_at,
        )  # fmt: skip


def _drawn(source: CertificateSource, state: PageState) -> Iterator[WithheldPart]:
    """Places hidden on this copy alone. What was drawn on another page than the one that is there takes all of it."""
    from lantai.engines.formats.redacting.model import WithheldPart  # pulls in what draws

    said, day = source.masked, timezone.localdate(source.certificate.begun_at)
    if said and said["digest"] != state.digest:
        yield WithheldPart(OF_OTHERS, day)
    elif said and said["boxes"]:
        yield WithheldPart(OF_OTHERS, day, boxes=tuple((x, y, w, h) for x, y, w, h in said["boxes"]))


def _picture(page: Page) -> bytes:
    scale = min(1.0, LONGEST / max(page.width, page.height))
    size = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    return page_jpeg(page, Cut(0, 0, page.width, page.height, *size))


def _redacted(source: CertificateSource, page: Page, rows: list[Withheld]) -> bytes:
    """One page as PDF, with what is withheld of it covered as on the public copy of the record, and what is masked."""
    from lantai.engines.formats.redacting.model import Unplaced  # pulls in what draws

    state = page_states(source.record_id, [page.position])[page.position]
    asked = page_to_redact(page, [*rows, *_passages(source)], state)
    asked = replace(asked, withheld=(*asked.withheld, *_drawn(source, state)))
    with tempfile.TemporaryDirectory(prefix="certificate-") as folder:
        target = Path(folder) / "page.pdf"
        mark = mark_of(source.record)
        shared_pool().call(REDACT, [asked], target, mark, unplaced=Unplaced.WHOLE_PAGE, seconds=_SECONDS)
        return target.read_bytes()


def _set(certificate: Certificate) -> Iterator[Sheet]:
    """An extract, or the answer that nothing was found, set in type, page by page."""
    from lantai.engines.formats import images  # pulls in what draws

    with tempfile.TemporaryDirectory(prefix="certificate-") as folder:
        target = Path(folder) / "deed.pdf"
        done = set_deed(deed_of(certificate), target, day=_moment(certificate))
        for number in range(1, done.pages + 1):
            yield Sheet(images.crop_jpeg(target, None, _PIXELS, page=number, quality=_QUALITY))


def deed_of(certificate: Certificate) -> Deed:
    """What is set in type of it."""
    form, institution = wording().forms[certificate.kind], certificate.institution.name
    return Deed(
        title=form.title, standard="", left=f"编号：{certificate.number}", right=institution,
        parts=[
            {"kind": "facts", "facts": _facts(certificate)},
            {"kind": "text", "text": form.lead},
            *({"kind": "text", "text": line} for line in _said(certificate)),
            {"kind": "text", "text": form.closing},
            {"kind": "signatures", "blocks": [block_of(certificate)]},
        ],
        size=LETTER, paper=_PAPER,
    )  # fmt: skip


def block_of(certificate: Certificate) -> dict[str, object]:
    """Who certifies and when. Room for a seal of ink only where none is drawn: an empty place looks unsealed."""
    day, name = {"label": "日期：", "value": _day(certificate)}, certificate.institution.name
    title, room = (name, 0) if certificate.seal_id else (f"{name}（印章）", 30)
    return {"title": title, "lines": [day], "note": "", "room": room}


def _facts(certificate: Certificate) -> list[dict[str, object]]:
    name = open_name(bytes(certificate.name), person_keys())
    said = [("查询人", name), ("用途", certificate.purpose)]
    if certificate.kind == Certificate.Kind.STATEMENT:
        said += [("" if number else "依据", place) for number, place in enumerate(_places(certificate))]
    else:
        body = certificate.body
        said += [
            ("查找范围", body["scope"]),
            ("检索词", body["words"]),
            ("年代", body["years"]),
            ("馆藏说明", body["gaps"]),
        ]
    return [{"label": label, "value": value, "wide": True} for label, value in said if value]


def _places(certificate: Certificate) -> list[str]:
    found: dict[str, list[str]] = {}
    for source in certificate.sources.select_related("record"):
        found.setdefault(source.record.code, []).append(str(source.page))
    return [f"{code} 第 {'、'.join(pages)} 页" for code, pages in found.items()]


def _said(certificate: Certificate) -> list[str]:
    return [line for line in str(certificate.body.get("text", "")).split("\n") if line.strip()]
