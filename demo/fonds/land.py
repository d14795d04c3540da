"""J051, land: deeds of 1951 in vertical columns, homestead approvals, town property and the contracts of 1998."""

import random

from demo.model import OPEN, RESTRICTED, UNREVIEWED, Cell, Day, Doc, FondsDraft, Person, Record, Table
from demo.people import Someone
from demo.places import county
from demo.tradition import traditional
from demo.words import numeral, plain, some_day, spelled
from demo.world import World

CODE = "J051"
SIDES = ("溝", "路", "坎", "河", "韓姓", "公田", "竹林", "自地")


def compose(world: World) -> FondsDraft:
    fonds = FondsDraft(
        code=CODE,
        title="临江区国土资源局",
        title_en="Linjiang District Land and Resources Bureau",
        originating_unit="临江区国土资源局",
        originating_unit_en="Linjiang District Land and Resources Bureau",
        start=1951,
        end=2004,
        note="含1951年土地改革时期颁发的土地房产所有证存根（繁体竖排）、宅基地审批和二轮土地承包合同。",
        note_en="Stubs of the 1951 land deeds (vertical), homestead approvals and the land contracts of 1998.",
        layout="tiff",
        catalogue="land",
    )
    rng = world.chance(CODE)
    deeds = [p for p in world.population.heads if p.age(1951) >= 21]
    hero, village_father = world.hero[0], world.population.heads[1]
    chosen = [hero.father or village_father, village_father]
    others = [p for p in deeds if p not in chosen]
    for person in [*chosen, *rng.sample(others, min(len(others), world.count(22, 2)))]:
        fonds.records.append(_deed(person, rng))
    homesteads = world.population.having("homestead")
    for person in homesteads[: world.count(28, 2)]:
        fonds.records.append(_homestead(person, rng))
    for person in world.population.having("contract")[: world.count(34, 3)]:
        fonds.records.append(_contract(person, rng))
    fonds.records.append(_town_house(hero, rng))
    _number(fonds.records)
    _digitise(fonds.records, rng, world)
    return fonds


def _number(records: list[Record]) -> None:
    """A volume for each kind and year; items follow within it."""
    records.sort(key=lambda record: record.date.compact())
    volumes: dict[tuple[int, str], int] = {}
    items: dict[tuple[int, str], int] = {}
    for record in records:
        kind = record.columns["类"]
        key = (record.date.year, kind)
        volumes.setdefault(key, 1 + sum(1 for known in volumes if known[0] == key[0]))
        items[key] = items.get(key, 0) + 1
        record.code = f"{CODE}-ZY·{kind}·{record.date.year}·Y-{volumes[key]:03d}-{items[key]:03d}"


def _deed(person: Someone, rng: random.Random) -> Record:
    day = Day(1951, 12, rng.randint(1, 28))
    family = len(person.children) or rng.randint(2, 6)
    plots = rng.randint(2, 4)
    place = f"第{numeral(rng.randint(1, 4))}区{person.home.named(1951)}" if person.home.is_rural else "城关镇"
    body = "".join(
        (
            f"临江县{place}居民{person.name}，依据中国人民政治协商会议共同纲领第二十七条",
            "保护农民已得土地所有权之规定，",
            f"确定本户全家{numeral(family + 1)}人所有土地共计可耕地{numeral(plots)}段",
            f"{numeral(rng.randint(3, 12))}亩{numeral(rng.randint(1, 9))}分，",
            f"房产共计瓦房{numeral(rng.randint(1, 4))}间，地基一段{numeral(rng.randint(1, 6))}分，",
            "均作为本户全家私有产业，",
            "有耕种居住典当转让赠与等完全自由，任何人不得侵犯，特给此证。",
        )
    )
    rows = tuple(
        (
            rng.choice(("水田", "旱地")),
            traditional(rng.choice(("河坝", "屋后", "大石坎", "桥头", "竹林边"))),
            traditional(f"{numeral(rng.randint(1, 4))}亩{numeral(rng.randint(1, 9))}分"),
            f"東至{rng.choice(SIDES)}",
            f"西至{rng.choice(SIDES)}",
        )
        for _ in range(plots)
    )
    number = f"临字第{numeral(rng.randint(101, 1980))}号"
    doc = Doc(
        title=traditional("土地房产所有证"),
        paragraphs=(traditional(body),),
        number=traditional(number),
        table=Table((), rows, ()),
        signer=traditional("县长　程文彬"),
        date=traditional(f"公元{spelled(Day(1951, 12))}"),
        medium="deed",
        seal=traditional("临江县人民政府印"),
        traditional=True,
    )
    return Record(
        code="",
        title=f"{person.name}户土地房产所有证存根",
        date=day,
        doc=doc,
        creator="临江县人民政府",
        number=number,
        people=(Person("户主", person.name),),
        pages=1,
        columns={"类": "FC", "坐落": place, "面积": ""},
    )


def _homestead(person: Someone, rng: random.Random) -> Record:
    day = some_day(rng, person.homestead)
    year = day.year
    area = rng.randint(80, 160)
    rows = (
        (Cell("户主姓名", 2, label=True), Cell(person.name, 3), Cell("家庭人口", 2, label=True),
         Cell(f"{rng.randint(3, 6)}人", 3)),
        (Cell("住址", 2, label=True), Cell(person.home.named(year), 8)),
        (Cell("申请理由", 2, label=True), Cell("原住房年久失修，人口增加，确需另建新房。", 8, lines=2)),
        (Cell("占地面积", 2, label=True), Cell(f"{area}平方米", 3), Cell("占用地类", 2, label=True),
         Cell(rng.choice(("非耕地", "旱地", "旧宅基")), 3)),
        (Cell("四至", 2, label=True), Cell("东至路，南至沟，西至邻墙，北至竹林", 8)),
        (Cell("村民委员会意见", 2, label=True), Cell("情况属实，同意上报。", 8, lines=2)),
        (Cell("审批意见", 2, label=True), Cell(f"同意使用宅基地{area}平方米，不得超占。", 8, lines=2)),
    )  # fmt: skip
    signer = f"{county(year)}土地管理局"
    doc = Doc(
        "农村村民建房用地申请审批表",
        form=rows,
        signer=signer,
        date=plain(day),
        medium="print" if year < 1997 else "laser",
        seal=signer,
    )
    return Record(
        code="",
        title=f"{person.name}户宅基地审批材料",
        date=day,
        doc=doc,
        creator=signer,
        number=f"临土建〔{year}〕{rng.randint(10, 300)}号",
        retention="永久",
        opening=OPEN if year < 1990 else RESTRICTED,
        people=(Person("户主", person.name),),
        pages=2,
        columns={"类": "ZJ", "坐落": person.home.named(year), "面积": f"{area}平方米"},
    )


def _contract(person: Someone, rng: random.Random) -> Record:
    day = Day(1998, rng.randint(3, 11), rng.randint(1, 28))
    area = f"{rng.randint(12, 78) / 10}亩"
    number = f"LJ-1998-{rng.randint(100, 9999):04d}"
    body = (
        f"发包方：{person.home.named(1998)}村民小组",
        f"承包方：{person.name}，家庭人口{rng.randint(3, 6)}人",
        "为了稳定和完善农村土地承包关系，根据国家有关政策，经双方协商，订立本合同。",
        f"一、发包方将集体所有的耕地{area}发包给承包方，承包期三十年，自1998年1月1日起至2027年12月31日止。",
        f"二、地块坐落：{rng.choice(('河坝', '桥头', '大石坎', '竹林边'))}{rng.randint(1, 3)}块，四至以附图为准。",
        "三、承包方必须依法缴纳农业税，不得改变土地用途，不得弃耕抛荒。",
        "四、承包期内，承包方有权自主经营，并可依法转包、互换、出租。",
        "五、本合同一式三份，发包方、承包方各执一份，一份送档案部门保管。",
    )
    doc = Doc(
        "农村土地承包合同书",
        body,
        number=number,
        signer=f"承包方：{person.name}",
        date=plain(day),
        medium="laser",
        seal=f"临江区{person.home.named(1998)[:3]}人民政府",
    )
    return Record(
        code="",
        title=f"{person.name}户土地承包合同",
        date=day,
        doc=doc,
        creator=f"{person.home.named(1998)[:3]}人民政府",
        number=number,
        retention="永久",
        opening=rng.choice((OPEN, OPEN, UNREVIEWED, "")),
        people=(Person("承包方", person.name),),
        pages=2,
        columns={"类": "TD", "坐落": person.home.named(1998), "面积": area},
    )


def _town_house(person: Someone, rng: random.Random) -> Record:
    """The couple of the tour got a land certificate for the house in Wenmiao street."""
    record = _homestead(_moved(person), rng)
    year = person.house
    record.title = f"{person.name}国有土地使用证登记材料"
    record.opening = OPEN
    record.date = Day(year, 5, 20)
    record.columns = {"类": "GT", "坐落": person.home.named(year), "面积": "96平方米"}
    record.carrier = "images"
    record.doc = Doc(
        "国有土地使用权登记审批表",
        form=(
            (Cell("土地使用者", 2, label=True), Cell(person.name, 3), Cell("土地用途", 2, label=True), Cell("住宅", 3)),
            (Cell("土地坐落", 2, label=True), Cell(person.home.named(year), 8)),
            (Cell("权属来源", 2, label=True), Cell("1951年土地房产所有证，其父曾廷礼名下房产继承。", 8, lines=2)),
            (Cell("用地面积", 2, label=True), Cell("96平方米", 8)),
            (Cell("审批意见", 2, label=True), Cell("权属清楚，界址无争议，准予登记发证。", 8, lines=2)),
        ),
        signer="临江县土地管理局",
        date="1993年5月20日",
        medium="print",
        seal="临江县土地管理局",
    )
    return record


def _moved(person: Someone) -> Someone:
    return Someone(person.name, person.sex, person.birth, person.home, homestead=person.house)


def _digitise(records: list[Record], rng: random.Random, world: World) -> None:
    deeds = [record for record in records if record.columns["类"] == "FC"]
    for record in deeds[: world.count(14, 2)]:
        record.carrier = "images"
    known = {"曾廷礼", "单德荣"}
    for record in deeds:
        if known & set(record.names):
            record.carrier = "images"
    rest = [record for record in records if record.carrier == "none" and record.columns["类"] != "FC"]
    for index, record in enumerate(rng.sample(rest, min(len(rest), world.count(30, 6)))):
        modern = record.date.year >= 1998
        record.carrier = ("pdf", "docx", "ofd", "bitonal")[index % 4] if modern else ("bitonal", "images")[index % 2]
