"""J078, the county's first middle school: a folder of files named by reference code, without a catalogue."""

import random

from demo.model import UNREVIEWED, Cell, Day, Doc, FondsDraft, Person, Record, Table
from demo.people import Someone
from demo.places import SCHOOLS, county
from demo.words import numeral, plain, spelled, spelled_year
from demo.world import World

CODE = "J078"


def compose(world: World) -> FondsDraft:
    fonds = FondsDraft(
        code=CODE,
        title="临江区第一中学",
        title_en="Linjiang District First Middle School",
        originating_unit="临江区第一中学",
        originating_unit_en="Linjiang District First Middle School",
        start=1951,
        end=1995,
        note="学籍册、毕业生名册及教职工名册。随数字化成果移交，未附目录，文件名即档号。",
        note_en="Pupil records and lists of graduates. Delivered without a catalogue; file names are reference codes.",
        layout="named_files",
        catalogue="none",
    )
    rng = world.chance(CODE)
    pupils = [p for p in world.population.having("graduated") if p.school == SCHOOLS[0]]
    years = sorted({p.graduated for p in pupils if p.graduated < 1996})
    hero = world.hero[0]
    kept = sorted({hero.graduated, *rng.sample(years, min(len(years), world.count(26, 3)))})
    for year in kept:
        fonds.records.append(
            _graduates(year, [p for p in pupils if p.graduated == year] + _classmates(world, year), rng)
        )
    others = [p for p in pupils if p is not hero and p.graduated < 1996]
    for person in [hero, *rng.sample(others, min(len(others), world.count(18, 2)))]:
        fonds.records.append(_pupil(person, rng))
    _number(fonds.records)
    return fonds


def _classmates(world: World, year: int) -> list[Someone]:
    return world.population.others_aged(year, (16, 18), rural=False, count=12 + year % 9)


def _number(records: list[Record]) -> None:
    records.sort(key=lambda record: (record.date.year, record.title))
    numbers: dict[tuple[str, int], int] = {}
    for record in records:
        key = (record.columns["类"], record.date.year)
        numbers[key] = numbers.get(key, 0) + 1
        record.code = f"{CODE}-ZY·{key[0]}·{key[1]}·Y-{numbers[key]:04d}"


def _graduates(year: int, people: list[Someone], rng: random.Random) -> Record:
    rows = tuple(
        (str(n), p.name, p.sex, plain(p.birth), p.home.named(year), rng.choice(("毕业", "毕业", "毕业", "肄业")))
        for n, p in enumerate(people, 1)
    )
    title = f"临江县第一中学{spelled_year(year)}年毕业生名册"
    doc = Doc(
        title,
        table=Table(("序号", "姓名", "性别", "出生年月", "家庭住址", "备注"), rows, (2, 4, 2, 6, 9, 3)),
        signer=SCHOOLS[0],
        date=spelled(Day(year, 7)),
        medium="typed" if year < 1985 else "print",
        seal=SCHOOLS[0],
    )
    return Record(
        code="",
        title=title,
        date=Day(year, 7),
        doc=doc,
        carrier=rng.choice(("scanned_pdf", "images", "tiff")) if year < 1985 else rng.choice(("pdf", "docx", "xlsx")),
        creator=SCHOOLS[0],
        opening=UNREVIEWED,
        people=tuple(Person("毕业生", p.name) for p in people),
        columns={"类": "XJ"},
    )


def _pupil(person: Someone, rng: random.Random) -> Record:
    year = person.graduated
    marks = [str(rng.randint(61, 97)) for _ in range(4)]
    rows = (
        (Cell("姓名", 2, label=True), Cell(person.name, 3), Cell("性别", 2, label=True), Cell(person.sex, 3)),
        (Cell("出生年月", 2, label=True), Cell(plain(person.birth), 3), Cell("学号", 2, label=True),
         Cell(f"{year % 100}{rng.randint(10, 99):03d}", 3)),
        (Cell("家长姓名", 2, label=True), Cell(person.father.name if person.father else "", 8)),
        (Cell("家庭住址", 2, label=True), Cell(person.home.named(year), 8)),
        (Cell("入学时间", 2, label=True), Cell(f"{year - 2}年9月", 3), Cell("毕业时间", 2, label=True),
         Cell(f"{year}年7月", 3)),
        (Cell("语文", 1.25, label=True), Cell(marks[0], 1.25), Cell("数学", 1.25, label=True), Cell(marks[1], 1.25),
         Cell("物理", 1.25, label=True), Cell(marks[2], 1.25), Cell("化学", 1.25, label=True), Cell(marks[3], 1.25)),
        (Cell("操行评语", 2, label=True),
         Cell(f"该生遵守纪律，热爱劳动，团结同学，{numeral(rng.randint(1, 3))}次被评为积极分子。", 8, lines=3)),
    )  # fmt: skip
    title = f"{person.name}学籍卡（{year}届）"
    place = SCHOOLS[0] if year < 1995 else county(year) + "第一中学"
    doc = Doc("学生学籍卡", form=rows, signer=place, date=plain(Day(year, 7)), medium="typed", seal=place)
    return Record(
        code="",
        title=title,
        date=Day(year, 7),
        doc=doc,
        carrier=rng.choice(("images", "images", "scanned_pdf")),
        creator=place,
        opening=UNREVIEWED,
        people=(Person("学生", person.name),),
        columns={"类": "KP"},
    )
