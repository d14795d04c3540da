"""The fictional county: towns under their changing names, villages, streets, works and schools. None of it exists."""

import random
from dataclasses import dataclass

COUNTY, DISTRICT = "临江县", "临江区"
DISTRICT_SINCE = 1995
PREFECTURE = "清源地区行政公署"
CITY = "清源市人民政府"

STREETS = ("解放街", "人民路", "滨江路", "北门巷", "东升街", "学府路", "码头街", "小南门", "盐店巷", "文庙街")


@dataclass(frozen=True)
class Town:
    """One town and its villages; the commune's name gave way to the township's in 1984."""

    commune: str
    township: str
    villages: tuple[str, ...]

    def named(self, year: int) -> str:
        if year < 1950:
            return self.township.rstrip("乡镇") + "乡"
        if year < 1958:
            return self.township.rstrip("乡镇") + "乡"
        if year < 1984:
            return self.commune + "公社"
        return self.township


TOWNS = (
    Town("红旗", "石桥乡", ("石桥", "杨家坝", "梅子岭", "观音桥", "上湾")),
    Town("东风", "白沙镇", ("白沙", "老鸦滩", "双河口", "竹园", "李家渡")),
    Town("前进", "青龙乡", ("青龙", "龙潭", "桂花坪", "下湾", "大石坎")),
    Town("向阳", "枫树乡", ("枫树", "黄桷坪", "三道拐", "响水", "茶店子")),
    Town("柳溪", "柳溪镇", ("柳溪", "麻柳沟", "回龙", "七里桥", "油坊")),
)
RED_FLAG = TOWNS[0]

WORKS = (
    ("县棉纺厂", "全民"), ("县农机厂", "全民"), ("县氮肥厂", "全民"), ("县酒厂", "全民"), ("县水泥厂", "集体"),
    ("县航运公司", "集体"), ("县印刷厂", "全民"), ("县百货公司", "全民"), ("城关五金厂", "集体"),
    ("县粮油加工厂", "全民"), ("县搬运公司", "集体"), ("县丝绸厂", "全民"), ("县供销社", "集体"),
    ("县食品公司", "全民"),
)  # fmt: skip
SCHOOLS = ("临江县第一中学", "临江县第二中学", "柳溪中学", "白沙中学")
BUREAUX = (
    "县农业局", "县水利局", "县财政局", "县教育局", "县卫生局", "县粮食局", "县交通局", "县民政局", "县劳动局",
    "县林业局", "县公安局", "县统计局", "县文化局", "县商业局", "县物价局", "县档案局",
)  # fmt: skip


@dataclass(frozen=True)
class Home:
    """Where a family lives: a village with its team, or a street with a number."""

    town: Town | None
    village: str
    number: int

    @property
    def is_rural(self) -> bool:
        return self.town is not None

    def named(self, year: int) -> str:
        if self.town is None:
            return f"城关镇{self.village}{self.number}号"
        if year < 1958:
            return f"{self.town.named(year)}{self.village}村"
        if year < 1984:
            return f"{self.town.named(year)}{self.village}大队第{self.number}生产队"
        return f"{self.town.named(year)}{self.village}村{self.number}组"


def some_home(rng: random.Random, *, rural: bool) -> Home:
    if rural:
        town = rng.choice(TOWNS)
        return Home(town, rng.choice(town.villages), rng.randint(1, 8))
    return Home(None, rng.choice(STREETS), rng.randint(2, 180))


def county(year: int) -> str:
    return DISTRICT if year >= DISTRICT_SINCE else COUNTY


def bureau(name: str, year: int) -> str:
    """A bureau or works in the words of its year: 县农业局 became 区农业局 when the county became a district."""
    return name.replace("县", "区", 1) if year >= DISTRICT_SINCE and name.startswith("县") else name


def names_table() -> list[tuple[str, str, str, str, str, str]]:
    """Places and bodies under their changing names: 名称, 别名, 起年, 止年, 前身, 类型, as in a table of 沿革."""
    rows = [
        (COUNTY, "", "", str(DISTRICT_SINCE), "", "地名"),
        (DISTRICT, "", str(DISTRICT_SINCE), "", COUNTY, "地名"),
    ]
    for town in TOWNS:
        before, commune = town.named(1957), town.named(1983)
        long = commune.replace("公社", "人民公社")
        rows += [
            (before, "", "1950", "1958", "", "地名"),
            (commune, long, "1958", "1984", before, "地名"),
            (town.township, "", "1984", "", commune, "地名"),
        ]
    committee, government = f"{COUNTY}革命委员会", f"{COUNTY}人民政府"
    rows += [
        (committee, "县革命委员会、县革委", "1968", "1981", "", "机构"),
        (government, "县人民政府", "1981", str(DISTRICT_SINCE), committee, "机构"),
        (f"{DISTRICT}人民政府", "区人民政府", str(DISTRICT_SINCE), "", government, "机构"),
    ]
    for name in BUREAUX:
        rows += [
            (name, "", "", str(DISTRICT_SINCE), "", "机构"),
            (bureau(name, DISTRICT_SINCE), "", str(DISTRICT_SINCE), "", name, "机构"),
        ]
    return rows
