"""What `bench.service_load` needs in a home: officers, and records with real pages that can be copied.

The records of a big archive have rows for their pages, no files. A fonds beside them is taken in as any other: scans of
marriage registrations with a list, half of them opened, their text entered and their people named. Made once a home.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.load_officers import PASSWORD, Couple

if TYPE_CHECKING:
    from bench.load_citizens import Words

FONDS = "LOAD"
COUPLES = 200
SAMPLE = 400
COMMON = ("结婚登记", "招工审批表", "知识青年", "土地房产", "上山下乡", "学籍卡", "人民政府", "规定", "关于", "登记")
PINYIN = ("wang jianguo", "zhang xiuying", "chen hua", "li wei", "liu fang")


def officers(count: int, approvers: int) -> tuple[list[str], list[str]]:
    """Their user names; those who are not there yet are added."""
    from lantai.base.accounts.access import OPERATOR, Role
    from lantai.base.accounts.actions import add_user, grant_role
    from lantai.base.accounts.models import User

    named = {f"load-desk-{n:02d}": Role.DESK_OFFICER for n in range(1, count + 1)}
    named |= {f"load-approver-{n:02d}": Role.USE_APPROVER for n in range(1, approvers + 1)}
    known = set(User.objects.filter(username__in=named).values_list("username", flat=True))
    for username, role in named.items():
        if username not in known:
            user = add_user(actor=OPERATOR, username=username, password=PASSWORD, display_name=f"经办 {username[-2:]}")
            if role == Role.USE_APPROVER:
                User.objects.filter(pk=user.pk).update(display_name=f"审批 {username[-2:]}")
            grant_role(actor=OPERATOR, user=user, institution=archive(), role=role)
    return [each for each in named if "desk" in each], [each for each in named if "approver" in each]


def archive() -> Any:
    """The archive whose proofreader and archivist are measured elsewhere (`bench.big_archive`)."""
    from bench.big_archive import STAFF
    from lantai.base.accounts.models import RoleAssignment

    return RoleAssignment.objects.select_related("institution").get(user__username=STAFF).institution


def couples(folder: Path) -> list[Couple]:
    """The registrations with pages; taken in when they are not there yet."""
    path = folder / "load-couples.json"
    if not path.exists():
        made = _taken_in()
        path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return [Couple(*each) for each in json.loads(path.read_text(encoding="utf-8"))]


def _taken_in() -> list[list[Any]]:
    from lantai.base.accounts.access import OPERATOR
    from lantai.engines.search.indexing import drain_all
    from lantai.holdings.accessions.actions import begin_transfer, carry_out
    from lantai.holdings.catalogue.actions import Person, enter_persons, found_fonds
    from lantai.holdings.catalogue.models import Record
    from lantai.holdings.fulltext.actions import mark_changed
    from lantai.services.certificates.keyring import prepare_keys

    prepare_keys()
    fonds = found_fonds(actor=OPERATOR, institution=archive(), code=FONDS, title="测速用婚姻登记全宗")
    said = list(_couples())
    with tempfile.TemporaryDirectory() as folder:
        carry_out(actor=OPERATOR, transfer=begin_transfer(actor=OPERATOR, fonds=fonds, source=_package(folder, said)))
    records = {each.code_key: each for each in Record.objects.filter(fonds=fonds)}
    named = []
    for code, husband, wife, year, _ in said:
        record = records[code]
        named.append((record, [Person(husband, role="husband"), Person(wife, role="wife")]))
        Record.objects.filter(pk=record.pk).update(record_type="marriage", year=year)
        _read(record, f"{husband}与{wife}自愿结婚，{year}年准予登记。证婚人石望川。")
    enter_persons(named)
    mark_changed([each.pk for each in records.values()])
    drain_all()
    return [[records[code].ulid, husband, wife, year, is_open] for code, husband, wife, year, is_open in said]


def _couples() -> Iterator[tuple[str, str, str, int, bool]]:
    from bench.big_people import beings

    dice = random.Random(30)
    for n in range(1, COUPLES + 1):
        year = dice.randrange(1960, 1990)
        husband, wife = beings("marriage", year, dice)
        yield f"{FONDS}-HY·{year}-Y-{n:04d}", husband.name, wife.name, year, n % 2 == 0


def _package(folder: str, said: Sequence[tuple[str, str, str, int, bool]]) -> Path:
    import xlsxwriter
    from PIL import Image, ImageDraw

    package = Path(folder) / "移交"
    package.mkdir()
    book = xlsxwriter.Workbook(str(package / "目录.xlsx"))
    sheet = book.add_worksheet("目录")
    sheet.write_row(0, 0, ["档号", "题名", "年度", "开放状态"])
    for n, (code, husband, wife, year, is_open) in enumerate(said, 1):
        sheet.write_row(n, 0, [code, f"{husband}与{wife}结婚登记申请书", str(year), "开放" if is_open else "控制"])
        image = Image.new("L", (1240, 1754), 252)
        draw = ImageDraw.Draw(image)
        for row in range(12):
            draw.rectangle((120, 150 + row * 110, 400 + (n * 37 + row * 91) % 700, 180 + row * 110), fill=40)
        image.save(package / f"{code}.png", dpi=(150, 150))
    book.close()
    return package


def _read(record: Any, text: str) -> None:
    """As recognition enters it, so that no worker has to recognise it while others are measured."""
    from lantai.engines.formats.model import Line, PageReading, TextSource
    from lantai.holdings.fulltext.actions import enter_recognition

    line = Line(text, tuple((120 + 40 * n, 150, 38, 40) for n in range(len(text))))
    reading = PageReading(1, 1240, 1754, (line,), TextSource.OCR, "bench 1")
    enter_recognition(page=record.pages.get(), reading=reading)


def words() -> Words:
    """What citizens type: names, pieces of text and numbers of opened records all over the archive."""
    from bench.load_citizens import Words
    from lantai.holdings.catalogue.models import OpeningState, Record

    dice = random.Random(13)
    last = Record.objects.order_by("-pk").values_list("pk", flat=True)[0]
    drawn = dice.sample(range(1, last + 1), min(last, SAMPLE * 4))
    rows = list(Record.objects.filter(pk__in=drawn, opening_state=OpeningState.OPEN).prefetch_related("persons"))
    names = [person.name for record in rows for person in record.persons.all()]
    titles = [record.title[dice.randrange(3) :][: dice.randrange(4, 10)].strip() for record in rows]
    numbers = [record.document_number for record in rows if record.document_number]
    return Words(
        names[:SAMPLE], [each for each in titles if len(each) > 2][:SAMPLE], numbers[:SAMPLE] or names, COMMON, PINYIN,
        archive().code,
    )  # fmt: skip
