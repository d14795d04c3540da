"""M001, the county government of the republic, 1936 to 1948: brush and columns, in traditional characters."""

import random

from demo.model import OPEN, RESTRICTED, Doc, FondsDraft, Person, Record, Table
from demo.places import STREETS, TOWNS
from demo.tradition import traditional
from demo.words import numeral, republican, some_day
from demo.world import World

CODE = "M001"
UNIT = "临江县政府"
# Departments of a county government and the prefix of their numbers.
SECTIONS = (("民政科", "民"), ("财政科", "财"), ("教育科", "教"), ("建设科", "建"), ("军事科", "军"))
MATTERS = (
    ("清查户口", "民政科",
     "查本县各乡镇办理户口清查，业经分别饬遵在案。兹据报称，{乡}所造报户口册籍，遗漏甚多，殊属不合。",
     "合行令仰该乡长遵照前令，于文到十日内补报齐全，毋得延误，是为至要。此令。"),
    ("修筑公路", "建设科", "查临白公路年久失修，桥梁{数}座业已倾圮，行旅维艰。兹奉专员公署令，限于本年内修复通车。",
     "合亟令仰该乡公所迅即征集民工{数}百名，自备工具，听候指挥，勿违。此令。"),
    ("推行国民教育", "教育科", "查本县国民学校尚有{数}保未经设立，失学儿童为数甚众，自应切实推进，以重教育。",
     "仰即遵照，筹措校舍，延聘合格教员，并将办理情形具报备查。此令。"),
    ("征收田赋", "财政科",
     "查本年度田赋征实业已开征，各粮户应完之数，迭经布告周知。乃{乡}尾欠仍达{数}百余石，实属玩忽。",
     "令仰该乡长督同保甲，挨户催缴，限于本月底以前扫数完清，毋稍徇延。此令。"),
    ("救济水灾", "民政科", "查本年夏间柳溪河水涨，{乡}沿河一带田庐淹没，灾民{数}百余口流离失所，情殊可悯。",
     "除电请省赈济会拨款外，合行令仰该乡公所将受灾户口确实查明，造册呈报，以凭核发。此令。"),
    ("施种牛痘", "民政科", "查时届春令，天花易于流行，本县卫生院已派员分赴各乡施种牛痘，概不收费。",
     "合行令仰该乡公所转饬各保，凡年在{数}岁以下之儿童一律到场接种，毋得观望。此令。"),
    ("平抑粮价", "财政科", "查近来米价飞涨，每市石已逾法币{数}千元，奸商囤积居奇，贫民生计益艰。",
     "着即会同商会切实评议公布价格，如有囤积不售者，准予查封平粜，具报备核。此令。"),
    ("修葺文庙", "教育科", "查城关镇文庙大成殿年久失修，梁柱朽蚀，兹经县政会议议决，拨款{数}百元予以修葺。",
     "仰该乡公所将所存公有木料造册呈缴，以资应用，是为至要。此令。"),
    ("积谷备荒", "建设科", "查积谷备荒关系民食至巨，本县各乡仓谷亏短，{乡}尤甚，短少{数}百市石。",
     "限于秋收后一个月内按户募足，入仓封存，非经核准不得擅动。此令。"),
)  # fmt: skip


def compose(world: World) -> FondsDraft:
    fonds = FondsDraft(
        code=CODE,
        title="民国临江县政府",
        title_en="Linjiang County Government of the Republic of China",
        originating_unit=UNIT,
        originating_unit_en="Linjiang County Government",
        start=1936,
        end=1948,
        note="民国时期县政府档案，毛笔竖写，繁体。以压缩包移交，文件名为GBK编码。",
        note_en="Written with the brush in vertical columns. Delivered as a ZIP file with names in GBK.",
        layout="code_folder",
        catalogue="republic",
        delivery="zip",
    )
    rng = world.chance(CODE)
    count = world.count(42, 6)
    for index in range(count):
        year = 1936 + index * 13 // count
        record = _register(world, rng, year) if index % 4 == 3 else _order(rng, year, index)
        fonds.records.append(record)
    fonds.records.append(_register(world, rng, 1947, street="文庙街"))
    _number(fonds.records)
    for record in fonds.records:
        if "曾廷礼" in record.names or rng.random() < 0.52:
            record.carrier = "images"
    return fonds


def _number(records: list[Record]) -> None:
    records.sort(key=lambda record: record.date.compact())
    items: dict[int, int] = {}
    for record in records:
        volume = record.date.year - 1935
        items[volume] = items.get(volume, 0) + 1
        record.code = f"{CODE}-1-{volume:03d}-{items[volume]:03d}"


def _order(rng: random.Random, year: int, index: int) -> Record:
    matter, section, reason, order = MATTERS[index % len(MATTERS)]
    day = some_day(rng, year)
    town = rng.choice(TOWNS).township.rstrip("乡镇") + "乡"
    number = f"{dict(SECTIONS)[section]}字第{numeral(rng.randint(12, 980))}号"
    words = [_fill(text, rng, town) for text in (reason, order)]
    magistrate = "县长　韩绍元" if year < 1942 else "县长　魏世清"
    doc = Doc(
        title=traditional(f"{UNIT}训令"),
        paragraphs=tuple(traditional(text) for text in words),
        number=traditional(number),
        addressee=traditional(f"令{town}公所"),
        signer=traditional(magistrate),
        date=traditional("中华" + republican(day)),
        medium="brush",
        seal=traditional("临江县政府印"),
        traditional=True,
    )
    return Record(
        code="",
        title=f"{UNIT}关于{matter}给{town}公所的训令",
        date=day,
        doc=doc,
        creator=UNIT + section,
        number=number,
        opening=OPEN if section != "军事科" else RESTRICTED,
        people=(Person("县长", magistrate[3:]),),
        pages=1,
    )


def _fill(text: str, rng: random.Random, town: str) -> str:
    return text.replace("{乡}", town).replace("{数}", numeral(rng.randint(2, 9)))


def _register(world: World, rng: random.Random, year: int, street: str = "") -> Record:
    """A household register of one street or village: head, age, trade."""
    everyone = [p for p in world.population.heads if p.age(year) >= 14]
    if street:
        heads = [p for p in everyone if not p.home.is_rural][:6]
        place = f"城关镇{street}"
    else:
        heads = rng.sample(everyone, min(6, len(everyone)))
        place = f"城关镇{rng.choice(STREETS)}"
    rows = tuple(
        (
            traditional(p.name),
            f"{numeral(p.age(year) + 1)}歲",
            traditional(rng.choice(("务农", "小贸", "木工", "裁缝", "船工"))),
        )
        for p in heads
    )
    day = some_day(rng, year)
    title = f"{place}户口册"
    doc = Doc(
        title=traditional(title),
        paragraphs=(
            traditional(f"{place}第{numeral(rng.randint(1, 9))}保第{numeral(rng.randint(1, 9))}甲户口，计开："),
        ),
        table=Table((), rows, ()),
        signer=traditional("保长　" + rng.choice(everyone).name),
        date=traditional("中华" + republican(day)),
        medium="brush",
        traditional=True,
    )
    return Record(
        code="",
        title=f"民国{numeral(year - 1911)}年{title}",
        date=day,
        doc=doc,
        creator=UNIT + "民政科",
        opening=OPEN,
        people=tuple(Person("户主", p.name) for p in heads),
        pages=1,
    )
