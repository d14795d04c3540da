"""G012, the Red Flag People's Commune: mimeographed rosters, work points, minutes and plans, 1961 to 1983."""

import random

from demo.model import OPEN, RESTRICTED, UNREVIEWED, Day, Doc, FondsDraft, Person, Record, Table
from demo.people import Someone
from demo.places import RED_FLAG
from demo.words import numeral, some_day, spelled, spelled_year
from demo.world import World

CODE = "G012"
UNIT = "临江县红旗人民公社管理委员会"


def compose(world: World) -> FondsDraft:
    fonds = FondsDraft(
        code=CODE,
        title="红旗人民公社",
        title_en="Red Flag People's Commune",
        originating_unit=UNIT,
        originating_unit_en="Management Committee of the Red Flag People's Commune, Linjiang County",
        start=1961,
        end=1983,
        note="1984年撤社建乡，改为石桥乡人民政府。档案多为油印、手写，纸张发脆。",
        note_en="Became Shiqiao township in 1984. Mostly mimeographed or handwritten, on brittle paper.",
        layout="volume_item_page",
        catalogue="commune",
    )
    rng = world.chance(CODE)
    makers = (_work_points, _minutes, _plan, _work_points, _household, _ration)
    count = world.count(82, 12)
    for index in range(count):
        year = 1961 + index * 23 // count
        fonds.records.append(makers[index % len(makers)](world, rng, year))
    _hero(world, rng, fonds.records)
    _number(fonds.records)
    _digitise(fonds.records, rng, world)
    return fonds


def _number(records: list[Record]) -> None:
    records.sort(key=lambda record: (record.date.year, record.date.compact()))
    volumes: dict[int, int] = {}
    items: dict[int, int] = {}
    for record in records:
        volume = volumes.setdefault(record.date.year, len(volumes) + 1)
        items[volume] = items.get(volume, 0) + 1
        record.code = f"{CODE}-1-{volume:03d}-{items[volume]:03d}"


def _villagers(world: World, year: int, village: str) -> list[Someone]:
    everyone = world.population.heads + world.population.youths
    here = [p for p in everyone if p.home.town is RED_FLAG and 15 <= p.age(year) <= 62]
    own = [p for p in here if p.home.village == village]
    guests = [
        p for p in world.population.having("sent_down")
        if p.sent_to == (RED_FLAG, village) and p.sent_down < year < (p.recruited or 1980)
    ]  # fmt: skip
    known = [*guests, *(own if len(own) >= 4 else here)][:14]
    return known + world.population.others_aged(year, (16, 60), rural=True, count=max(2, 17 - len(known)))


def _record(title: str, doc: Doc, day: Day, people: list[str], role: str, *, opening: str = OPEN) -> Record:
    return Record(
        code="",
        title=title,
        date=day,
        doc=doc,
        creator=doc.signer or UNIT,
        retention="永久" if people else "长期",
        opening=opening,
        people=tuple(Person(role, name) for name in people),
        pages=1,
    )


def _work_points(world: World, rng: random.Random, year: int, village: str = "") -> Record:
    village = village or rng.choice(RED_FLAG.villages)
    day = some_day(rng, year)
    people = _villagers(world, year, village)
    rows = []
    for number, person in enumerate(people, 1):
        days = rng.randint(18, 29)
        points = days * (10 if person.sex == "男" else 8) - rng.randint(0, 12)
        kin = "知青" if person.sent_down and person.home.town is not RED_FLAG else ""
        rows.append((str(number), person.name, person.sex, str(days), str(points), kin))
    title = f"{village}大队{spelled_year(year)}年{numeral(day.month)}月社员劳动工分登记表"
    table = Table(("序号", "姓名", "性别", "出勤天数", "工分合计", "备注"), tuple(rows), (2, 4, 2, 4, 4, 4))
    signer = f"{RED_FLAG.commune}公社{village}大队"
    doc = Doc(title, table=table, signer=signer, date=spelled(day), medium="mimeograph", seal=f"红旗公社{village}大队")
    return _record(title, doc, day, [person.name for person in people], "社员")


def _household(world: World, rng: random.Random, year: int) -> Record:
    village = rng.choice(RED_FLAG.villages)
    day = some_day(rng, year)
    heads = [p for p in world.population.heads if p.home.town is RED_FLAG and p.age(year) >= 20][:12]
    heads += world.population.others_aged(year, (25, 60), rural=True, count=6)
    rows = tuple(
        (
            str(n),
            p.name,
            str(len(p.children) or rng.randint(1, 5)),
            p.home.village if p.home.town is RED_FLAG else village,
        )
        for n, p in enumerate(heads, 1)
    )
    title = f"红旗公社{spelled_year(year)}年社员户主花名册"
    table = Table(("序号", "户主姓名", "人口", "大队"), rows, (2, 5, 3, 5))
    doc = Doc(title, table=table, signer=UNIT, date=spelled(day), medium=rng.choice(("mimeograph", "hand")))
    return _record(f"{title}（{village}等大队）", doc, day, [p.name for p in heads], "户主")


def _ration(world: World, rng: random.Random, year: int) -> Record:
    village = rng.choice(RED_FLAG.villages)
    day = Day(year, 12, rng.randint(1, 28))
    people = _villagers(world, year, village)[:10]
    rows = tuple((p.name, str(rng.randint(280, 460)), str(rng.randint(22, 160)) + "元") for p in people)
    title = f"{village}大队{spelled_year(year)}年年终分配方案"
    body = (
        f"本年全大队粮食总产{rng.randint(42, 96)}万斤，总收入{rng.randint(3, 9)}万元。",
        "扣除公粮、种子、饲料和公积金、公益金后，按人七劳三的比例分配到户。",
        f"每个劳动日值{numeral(rng.randint(2, 6))}角{numeral(rng.randint(1, 9))}分，比上年有所增加。",
    )
    table = Table(("户主", "分粮（斤）", "分现金"), rows, (5, 5, 5))
    doc = Doc(title, body, table=table, signer=f"红旗公社{village}大队", date=spelled(day), medium="mimeograph")
    return _record(title, doc, day, [p.name for p in people], "社员")


def _minutes(world: World, rng: random.Random, year: int) -> Record:
    day = some_day(rng, year)
    people = rng.sample(_villagers(world, year, rng.choice(RED_FLAG.villages)), 4)
    names = [person.name for person in people]
    body = (
        f"时间：{spelled(day)}晚",
        "地点：公社会议室",
        f"到会人员：{'、'.join(names)}",
        f"{names[0]}：小春长势较好，{rng.choice(RED_FLAG.villages)}大队还有{rng.randint(20, 90)}亩没有薅完草。",
        f"{names[1]}：水渠要在栽秧以前修通，缺的{rng.randint(12, 60)}立方石料由各队分担。",
        f"{names[2]}：知识青年的住房还差{numeral(rng.randint(2, 6))}间，木料请公社解决。",
        f"会议决定：由{names[3]}负责水利，{names[0]}负责生产，五天以后再检查一次。",
    )
    title = f"红旗公社管理委员会会议记录（{numeral(day.month)}月{numeral(day.day)}日）"
    doc = Doc("会议记录", body, medium="hand", signer="", date="")
    opening = rng.choice((RESTRICTED, UNREVIEWED, OPEN, OPEN))
    return _record(title, doc, day, names, "与会人", opening=opening)


def _plan(world: World, rng: random.Random, year: int) -> Record:
    day = Day(year, rng.randint(1, 3), 0)
    body = (
        f"为了夺取{spelled_year(year)}年农业丰收，根据县的安排，结合我社实际，制订如下计划：",
        f"一、粮食。水稻{rng.randint(3000, 5200)}亩，单产{rng.randint(420, 780)}斤；小麦{rng.randint(1200, 2600)}亩。",
        f"二、水利。新修{rng.choice(RED_FLAG.villages)}石河堰一座，整修水渠{rng.randint(3, 14)}公里。",
        f"三、养猪。年末存栏{rng.randint(3000, 6900)}头，平均每户二头以上。",
        f"四、社办企业。农机修配厂产值达到{rng.randint(4, 20)}万元，砖瓦厂烧砖{rng.randint(30, 90)}万匹。",
        "五、积肥造肥，每亩不少于一百担。",
    )
    title = f"红旗公社{spelled_year(year)}年生产计划"
    doc = Doc(title, body, signer=UNIT, date=spelled(day), medium="mimeograph", seal="红旗人民公社管理委员会")
    del world
    return _record(title, doc, day, [], "")


def _hero(world: World, rng: random.Random, records: list[Record]) -> None:
    """A list of Yangjiaba in 1975, where the young man from town earned his work points."""
    record = _work_points(world, rng, 1975, "杨家坝")
    record.carrier = "images"
    records.append(record)


def _digitise(records: list[Record], rng: random.Random, world: World) -> None:
    rest = [record for record in records if record.carrier == "none"]
    chosen = rng.sample(rest, min(len(rest), world.count(30, 5)))
    for record in chosen:
        record.carrier = "images"
    others = [record for record in rest if record.carrier == "none"]
    for record in rng.sample(others, min(len(others), world.count(8, 1))):
        record.carrier = "txt"
