"""J045, the labour bureau: recruitment forms and rosters, and the young people sent to the countryside."""

import random
from dataclasses import replace

from demo.model import DEFERRED, OPEN, RESTRICTED, UNREVIEWED, Cell, Day, Doc, FondsDraft, Person, Record, Table
from demo.people import Someone
from demo.places import SCHOOLS, TOWNS, WORKS, county
from demo.words import plain, some_day, spelled, spelled_year
from demo.world import World

CODE = "J045"


def compose(world: World) -> FondsDraft:
    fonds = FondsDraft(
        code=CODE,
        title="临江区劳动局",
        title_en="Linjiang District Labour Bureau",
        originating_unit="临江县劳动局",
        originating_unit_en="Linjiang County Labour Bureau",
        start=1964,
        end=1995,
        note="含1969年至1980年知识青年上山下乡安置办公室移交的档案。旧目录以全宗号、目录号、案卷号、件号著录。",
        note_en="With the office for educated youth, 1969–1980. Described by list, volume and item numbers.",
        layout="deep_folders",
        catalogue="labour",
    )
    rng = world.chance(CODE)
    _recruits(world, rng, fonds.records)
    _recruit_lists(world, rng, fonds.records)
    _youth(world, rng, fonds.records)
    _youth_lists(world, rng, fonds.records)
    _number(fonds.records)
    _digitise(fonds.records, rng, world)
    return fonds


def _number(records: list[Record]) -> None:
    """List 1 is recruitment, list 2 the educated youth; a year is a volume."""
    volumes: dict[tuple[str, int], int] = {}
    items: dict[tuple[str, int], int] = {}
    records.sort(key=lambda record: (record.columns["目录号"], record.date.year, record.title.endswith("审批表")))
    for record in records:
        key = (record.columns["目录号"], record.date.year)
        if key not in volumes:
            volumes[key] = 1 + sum(1 for known in volumes if known[0] == key[0])
        items[key] = items.get(key, 0) + 1
        record.code = f"{CODE}-{key[0]}-{volumes[key]:03d}-{items[key]:03d}"


def _recruits(world: World, rng: random.Random, records: list[Record]) -> None:
    hero = world.hero
    others = [person for person in world.population.having("recruited") if person not in hero]
    for person in [*hero, *rng.sample(others, min(len(others), world.count(50, 5)))]:
        day = some_day(rng, person.recruited, months=(2, 11))
        records.append(
            Record(
                code="",
                title=f"{person.name}招工审批表",
                date=day,
                doc=_form(person, day),
                creator=f"{county(day.year)}劳动局",
                number=f"临劳招字第{rng.randint(11, 480)}号",
                retention="长期",
                opening=OPEN if day.year < 1977 or person in hero else rng.choice((RESTRICTED, UNREVIEWED, OPEN)),
                people=(Person("被招人", person.name),),
                pages=2,
                columns={"目录号": "1"},
            )
        )


def _form(person: Someone, day: Day) -> Doc:
    year = day.year
    before = (
        "上山下乡知识青年" if person.sent_down else ("社员" if person.home.is_rural and year < 1984 else "城镇待业青年")
    )
    rows = (
        (
            Cell("姓名", 2, label=True), Cell(person.name, 3), Cell("性别", 1.5, label=True), Cell(person.sex, 1.5),
            Cell("民族", 1.5, label=True), Cell("汉", 1.5),
        ),
        (Cell("出生年月", 2, label=True), Cell(plain(person.birth), 5), Cell("文化程度", 2, label=True),
         Cell("高中" if person.graduated else "初中", 2)),
        (Cell("家庭住址", 2, label=True), Cell(person.home.named(year), 9)),
        (Cell("现在身份", 2, label=True), Cell(before, 4), Cell("父亲姓名", 2, label=True),
         Cell(person.father.name if person.father else "", 3)),
        (Cell("招工单位", 2, label=True), Cell(person.employer[0], 4), Cell("单位性质", 2, label=True),
         Cell(person.employer[1] + "所有制", 3)),
        (Cell("本人简历", 2, label=True), Cell(_career(person), 9, lines=4)),
        (Cell("招工单位意见", 2, label=True), Cell("经体检、政审合格，同意招收为固定工。", 9, lines=2)),
        (Cell("劳动部门审批意见", 2, label=True), Cell("同意招收，试用期六个月。", 9, lines=2)),
    )  # fmt: skip
    return Doc(
        title=f"{county(year)}招收新工人审批表",
        form=rows,
        signer=f"{county(year)}劳动局",
        date=spelled(day),
        medium="print" if year >= 1978 else "typed",
        seal=f"{county(year)}劳动局",
    )


def _career(person: Someone) -> str:
    parts = []
    if person.graduated:
        parts.append(f"{person.graduated}年毕业于{person.school}")
    if person.sent_down and person.sent_to:
        town, village = person.sent_to
        parts.append(f"{person.sent_down}年到{town.named(person.sent_down)}{village}大队插队落户")
    return ("；".join(parts) or "一直在家务农") + "。"


def _recruit_lists(world: World, rng: random.Random, records: list[Record]) -> None:
    years = sorted({person.recruited for person in world.population.having("recruited")})
    for year in years[: world.count(18, 3)]:
        people = [p for p in world.population.having("recruited") if p.recruited == year][:12]
        people += world.population.others_aged(year, (18, 27), rural=False, count=rng.randint(5, 15))
        works = rng.choice(WORKS)[0]
        rows = tuple(
            (str(n), p.name, p.sex, str(p.age(year)), p.home.named(year), p.employer[0] or works)
            for n, p in enumerate(people, 1)
        )
        table = Table(("序号", "姓名", "性别", "年龄", "家庭住址", "招收单位"), rows, (2, 4, 2, 2, 9, 6))
        day = some_day(rng, year)
        title = f"{county(year)}{spelled_year(year)}年新招收工人花名册"
        doc = Doc(title, table=table, signer=f"{county(year)}劳动局", date=spelled(day))
        records.append(_list(doc, day, [p.name for p in people], "1", works))


def _list(doc: Doc, day: Day, names: list[str], list_number: str, note: str = "") -> Record:
    medium = "mimeograph" if day.year < 1980 else "typed"
    return Record(
        code="",
        title=doc.title,
        date=day,
        doc=replace(doc, medium=medium),
        creator=doc.signer,
        retention="永久",
        opening=OPEN,
        people=tuple(Person("名册人员", name) for name in names),
        pages=1,
        note=f"含{note}等单位" if note else "",
        columns={"目录号": list_number},
    )


def _youth(world: World, rng: random.Random, records: list[Record]) -> None:
    hero = world.hero[0]
    others = [person for person in world.population.having("sent_down") if person is not hero]
    for person in [hero, *rng.sample(others, min(len(others), world.count(28, 3)))]:
        if person.sent_to is None:
            continue
        town, village = person.sent_to
        day = some_day(rng, person.sent_down, months=(1, 4) if person.sent_down % 2 else (9, 12))
        place = f"{town.named(day.year)}{village}大队"
        rows = (
            (Cell("姓名", 2, label=True), Cell(person.name, 3), Cell("性别", 1.5, label=True), Cell(person.sex, 3.5)),
            (Cell("出生年月", 2, label=True), Cell(plain(person.birth), 8)),
            (Cell("原学校", 2, label=True), Cell(person.school, 8)),
            (Cell("家长姓名", 2, label=True), Cell(person.father.name if person.father else "", 8)),
            (Cell("家庭住址", 2, label=True), Cell(person.home.named(day.year), 8)),
            (Cell("下乡时间", 2, label=True), Cell(plain(day), 8)),
            (Cell("下乡地点", 2, label=True), Cell(place, 8)),
            (
                Cell("安置意见", 2, label=True),
                Cell(f"同意到{place}插队落户，发给安置费二百三十元。", 8, lines=3),
            ),
        )
        records.append(
            Record(
                code="",
                title=f"{person.name}知识青年上山下乡审批表",
                date=day,
                doc=Doc(
                    "知识青年上山下乡审批表",
                    form=rows,
                    signer="临江县知识青年安置办公室",
                    date=spelled(day),
                    medium="typed",
                    seal="临江县知识青年安置办公室",
                ),
                creator="临江县知识青年安置办公室",
                opening=rng.choice((OPEN, OPEN, OPEN, DEFERRED)) if person is not hero else OPEN,
                people=(Person("知青", person.name),),
                pages=1,
                columns={"目录号": "2"},
            )
        )


def _youth_lists(world: World, rng: random.Random, records: list[Record]) -> None:
    for year in range(1969, 1979)[: world.count(10, 2)]:
        people = [p for p in world.population.having("sent_down") if p.sent_down == year]
        if not people:
            continue
        people += world.population.others_aged(year, (16, 19), rural=False, count=rng.randint(8, 18))
        towns = [(town, village) for town in TOWNS for village in town.villages]
        placed = [(p, p.sent_to or rng.choice(towns)) for p in people]
        rows = tuple(
            (str(n), p.name, p.sex, p.school or rng.choice(SCHOOLS), f"{town.named(year)}{village}大队")
            for n, (p, (town, village)) in enumerate(placed, 1)
        )
        table = Table(("序号", "姓名", "性别", "原学校", "下乡地点"), rows, (2, 4, 2, 8, 9))
        title = f"临江县{spelled_year(year)}年上山下乡知识青年名册"
        day = some_day(rng, year)
        doc = Doc(title, table=table, signer="临江县知识青年安置办公室", date=spelled(day))
        records.append(_list(doc, day, [p.name for p in people], "2"))


def _digitise(records: list[Record], rng: random.Random, world: World) -> None:
    for record in records:
        if "曾援朝" in record.names or "单秀珍" in record.names:
            record.carrier = "images"
    rest = [record for record in records if record.carrier == "none"]
    chosen = rng.sample(rest, min(len(rest), world.count(42, 6)))
    for index, record in enumerate(chosen):
        record.carrier = "images" if index % 2 == 0 else ("xlsx" if record.doc and record.doc.table else "txt")
