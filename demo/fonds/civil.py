"""J032, civil affairs: marriage registrations from 1950 to 2003, one couple a record, and some papers of the bureau."""

import random

from demo import prose
from demo.model import DEFERRED, OPEN, RESTRICTED, Cell, Day, Doc, FondsDraft, Person, Record
from demo.people import Someone
from demo.places import county
from demo.topics import Topic
from demo.words import plain, some_day, spelled
from demo.world import World

CODE = "J032"
# What the bureau itself wrote about.
TOPICS = (
    Topic(
        "做好优抚对象优待工作", (1981, 2003), "县民政局",
        ("全{地}现有烈属、军属、残废军人{千}户，去年优待金兑现率为百分之九十{次}。",),
        ("优待金以乡镇为单位统筹，年底前兑现到户", "对孤老烈属实行集中供养", "优抚对象看病减免费用"),
    ),
    Topic(
        "做好五保户供养工作", (1981, 2003), "县民政局",
        ("全{地}有五保老人{千}人，其中进敬老院的{百}人，分散供养的口粮标准偏低。",),
        ("每人每年口粮不少于五百斤", "每个乡镇办好一所敬老院", "五保户住房由村集体负责维修"),
    ),
    Topic(
        "做好灾民救济工作", (1981, 2003), "县民政局",
        ("今年夏季柳溪、白沙等地遭受洪灾，缺粮户{千}户，倒房{百}间，需救济款{十}万元。",),
        ("救济款物评议到户，张榜公布", "先安排住房无着的重灾户", "发动群众开展互助互济"),
    ),
    Topic(
        "宣传贯彻婚姻法", (1981, 2003), "县民政局",
        ("据对{个}个乡镇的调查，未登记即同居的占当年结婚数的百分之{十}，早婚、包办现象仍有发生。",),
        ("登记人员要持证上岗，依法审查", "婚姻登记材料一对一卷，装订归档", "每年元旦、国庆前后集中宣传一次"),
    ),
)  # fmt: skip


def compose(world: World) -> FondsDraft:
    fonds = FondsDraft(
        code=CODE,
        title="临江区民政局",
        title_en="Linjiang District Civil Affairs Bureau",
        originating_unit="临江区民政局婚姻登记处",
        originating_unit_en="Marriage Registry of the Linjiang District Civil Affairs Bureau",
        start=1950,
        end=2003,
        note="以婚姻登记档案为主，一对当事人为一件，另有少量文书档案。",
        note_en="Mostly marriage registrations, one couple a record, with some general files.",
        layout="flat_dotless",
        catalogue="marriages",
    )
    rng = world.chance(CODE)
    couples = _chosen(world, rng)
    numbers: dict[int, int] = {}
    for man, woman in couples:
        fonds.records.append(_marriage(man, woman, numbers, rng))
    for _ in range(world.count(14, 2)):
        fonds.records.append(_divorce(world, numbers, rng))
    for index in range(world.count(12, 2)):
        fonds.records.append(_paper(rng, index))
    _digitise(fonds.records, rng, world)
    return fonds


def _chosen(world: World, rng: random.Random) -> list[tuple[Someone, Someone]]:
    dated = [pair for pair in world.population.couples if pair[0].married and 1950 <= pair[0].married.year <= 2003]
    others = [pair for pair in dated if pair != world.hero]
    chosen = [world.hero, *rng.sample(others, min(len(others), world.count(125, 12)))]
    return sorted(chosen, key=lambda pair: (_wed(pair[0]).compact(), pair[0].name))


def _wed(person: Someone) -> Day:
    if person.married is None:
        raise ValueError(person.name)
    return person.married


def _code(year: int, numbers: dict[int, int]) -> str:
    numbers[year] = numbers.get(year, 0) + 1
    return f"{CODE}-ZY·HY·{year}·D100-{numbers[year]:04d}"


def registry_office(person: Someone, year: int) -> str:
    town = person.home.town
    if town is None:
        return f"{county(year)}城关镇" + ("革命委员会" if 1968 <= year < 1981 else "人民政府")
    name = town.named(year)
    return f"{county(year)}{name}" + ("管理委员会" if name.endswith("公社") else "人民政府")


def _marriage(man: Someone, woman: Someone, numbers: dict[int, int], rng: random.Random) -> Record:
    day = _wed(man)
    year = day.year
    code = _code(year, numbers)
    certificate = f"{year % 100:02d}临婚字第{int(code[-4:]) + rng.randint(0, 3) * 20:03d}号"
    office = registry_office(woman if woman.home.is_rural else man, year)
    columns = {
        "性质": "结婚", "登记日期": day.compact(), "证号": certificate, "登记机关": office,
        "男方姓名": man.name, "男方出生日期": man.birth.compact(), "男方住址": man.home.named(year),
        "女方姓名": woman.name, "女方出生日期": woman.birth.compact(), "女方住址": woman.home.named(year),
    }  # fmt: skip
    if year >= 1996:
        columns |= {"男方身份证号": man.identity_number, "女方身份证号": woman.identity_number}
    return Record(
        code=code,
        title=f"{man.name}与{woman.name}结婚登记材料",
        date=day,
        doc=_application(man, woman, day, office, certificate),
        creator=office,
        number=certificate,
        retention="100年",
        opening=OPEN if year < 1986 else (RESTRICTED if year < 1997 else DEFERRED),
        people=(Person("男方", man.name), Person("女方", woman.name)),
        pages=2,
        columns=columns,
    )


def _application(man: Someone, woman: Someone, day: Day, office: str, certificate: str) -> Doc:
    year = day.year
    rows = [
        (Cell("项目", 2, label=True), Cell("男方", 4, label=True), Cell("女方", 4, label=True)),
        _pair("姓名", man.name, woman.name),
        _pair("出生年月日", plain(man.birth), plain(woman.birth)),
        _pair("民族", "汉族", "汉族"),
        _pair("职业", man.occupation(year), woman.occupation(year)),
        _pair("文化程度", "初中" if man.graduated else "小学", "初中" if woman.graduated else "小学"),
        _pair("婚姻状况", "未婚", "未婚"),
        _pair("住址", man.home.named(year), woman.home.named(year)),
    ]
    if year >= 1996:
        rows.append(_pair("身份证号", man.identity_number, woman.identity_number))
    rows += [
        (
            Cell("申请理由", 2, label=True),
            Cell("我们双方自愿结婚，没有直系血亲和三代以内旁系血亲关系，请予登记。", 8, lines=3),
        ),
        (Cell("审查意见", 2, label=True), Cell("经审查，双方符合婚姻法规定，准予登记，发给结婚证。", 8, lines=3)),
        (Cell("结婚证号", 2, label=True), Cell(certificate, 8)),
    ]
    medium = "laser" if year >= 1997 else ("print" if year >= 1980 else "typed")
    return Doc(
        title="结婚登记申请书",
        form=tuple(rows),
        signer=office,
        date=spelled(day) if year < 1990 else plain(day),
        medium=medium,
        seal=(
            office[3:].replace("管理委员会", "").replace("人民政府", "").replace("革命委员会", "") + "婚姻登记专用章"
        ),
    )


def _pair(label: str, left: str, right: str) -> tuple[Cell, ...]:
    return (Cell(label, 2, label=True), Cell(left, 4), Cell(right, 4))


def _divorce(world: World, numbers: dict[int, int], rng: random.Random) -> Record:
    man, woman = rng.choice([pair for pair in world.population.couples if pair != world.hero])
    day = some_day(rng, min(2003, _wed(man).year + rng.randint(3, 12)))
    office = registry_office(man, day.year)
    body = (
        f"{man.name}，{plain(man.birth)}出生，住{man.home.named(day.year)}。",
        f"{woman.name}，{plain(woman.birth)}出生，住{woman.home.named(day.year)}。",
        f"双方于{_wed(man).year}年登记结婚，因性格不合，感情破裂，自愿离婚。",
        f"子女由女方抚养，男方每月付给抚养费{rng.randint(8, 60)}元。",
        "家具、衣物按各自使用归各自所有，房屋归男方居住，双方无其他争议。",
    )
    return Record(
        code=_code(day.year, numbers),
        title=f"{man.name}与{woman.name}离婚登记材料",
        date=day,
        doc=Doc("离婚协议书", body, signer=office, date=spelled(day), medium="hand"),
        creator=office,
        retention="100年",
        opening=RESTRICTED,
        people=(Person("男方", man.name), Person("女方", woman.name)),
        pages=2,
        columns={
            "性质": "离婚", "登记日期": day.compact(), "登记机关": office, "证号": "",
            "男方姓名": man.name, "男方出生日期": man.birth.compact(), "男方住址": man.home.named(day.year),
            "女方姓名": woman.name, "女方出生日期": woman.birth.compact(), "女方住址": woman.home.named(day.year),
        },
    )  # fmt: skip


def _paper(rng: random.Random, index: int) -> Record:
    year = 1981 + index * 2 % 20
    day = some_day(rng, year)
    topic = TOPICS[index % len(TOPICS)]
    signer = f"{county(year)}民政局"
    doc = prose.report(topic, day, rng, signer, prose.government(year))
    return Record(
        code=f"{CODE}-WS·{year}·Y-{index + 1:04d}",
        title=signer + doc.title,
        date=day,
        doc=doc,
        creator=signer,
        number=f"临民〔{year}〕{index + 3}号",
        opening=OPEN,
        pages=rng.randint(1, 3),
    )


def _digitise(records: list[Record], rng: random.Random, world: World) -> None:
    hero = next(record for record in records if "曾援朝" in record.title)
    hero.carrier = "images"
    marriages = [record for record in records if record.columns and record is not hero]
    for record in rng.sample(marriages, min(len(marriages), world.count(26, 3))):
        record.carrier = "images"
    rest = [record for record in records if record.carrier == "none"]
    for index, record in enumerate(rng.sample(rest, min(len(rest), world.count(22, 4)))):
        record.carrier = ("pdf", "ofd", "docx", "scanned_pdf")[index % 4] if record.date.year > 1996 else "txt"
        if record.carrier == "txt" and index % 3 == 0:
            record.carrier = "scanned_pdf"
