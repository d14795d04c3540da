"""The people of the fictional county: families, and the events that bring one person into several fonds."""

import random
from dataclasses import dataclass, field

from demo.model import Day
from demo.places import BUREAUX, RED_FLAG, SCHOOLS, TOWNS, WORKS, Home, Town, some_home
from demo.words import some_day

# Common surnames first; then those that are read in more than one way, and compound ones.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
RARE_SURNAMES = ("曾", "单", "仇", "解", "区", "查", "尉迟", "欧阳", "上官", "司徒", "朴", "盖", "缪", "翟", "乐", "冼")
OLD_MEN = ("福德仁义文正光耀世永庆长兴继绍廷明国朝万", "禄财旺礼智信忠昌盛茂荣华富贵隆发清元祥堂林山臣斌")
OLD_WOMEN = ("淑玉桂素翠秀巧月惠凤", "英珍芝莲菊兰贞贤静婉云仙清香")
MEN = ("建国卫志永新胜文学庆向德春援跃少光正晓继世", "国华军民强明刚东兵朝进平安武才成生林海山峰松勇杰辉俊良")
WOMEN = ("秀桂玉淑丽春红素翠月惠美晓雪香群金小先彩", "英兰珍芳华梅霞琴莲萍花燕娥敏容云静琼菊碧珠蓉玲")
UNCOMMON = "喆堃翀珺昇㛃䶮犇淼垚烜頔翯旸"


@dataclass
class Someone:
    """One made-up person with the dated events the fonds draw on; 0 or None where the event never happened."""

    name: str
    sex: str
    birth: Day
    home: Home
    father: "Someone | None" = None
    school: str = ""
    graduated: int = 0
    sent_down: int = 0
    sent_to: tuple[Town, str] | None = None
    recruited: int = 0
    employer: tuple[str, str] = ("", "")
    married: Day | None = None
    spouse: "Someone | None" = None
    contract: int = 0
    homestead: int = 0
    post: str = ""
    house: int = 0
    children: "list[Someone]" = field(default_factory=list)

    def occupation(self, year: int) -> str:
        if self.recruited and year >= self.recruited:
            return self.employer[0] + "工人"
        return "社员" if self.home.is_rural and year < 1984 else ("农民" if self.home.is_rural else "居民")

    def age(self, year: int) -> int:
        return year - self.birth.year

    @property
    def identity_number(self) -> str:
        """Eighteen digits of the right shape whose region exists nowhere (999999)."""
        stem = f"999999{self.birth.compact()}{(sum(map(ord, self.name)) % 400) * 2 + (self.sex == '男'):03d}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        total = sum(int(digit) * weight for digit, weight in zip(stem, weights, strict=True))
        return stem + "10X98765432"[total % 11]


@dataclass
class Population:
    """Everyone, and the couples among them."""

    heads: list[Someone]
    youths: list[Someone]
    couples: list[tuple[Someone, Someone]]
    # People of whom nothing is told but a line in a roster.
    others: list[Someone]

    def having(self, event: str) -> list[Someone]:
        return [person for person in self.youths if getattr(person, event)]

    def others_aged(self, year: int, ages: tuple[int, int], *, rural: bool, count: int) -> list[Someone]:
        """People to fill a roster with, always the same for the same question."""
        fit = [p for p in self.others if p.home.is_rural == rural and ages[0] <= p.age(year) <= ages[1]]
        start = year * 7 % max(1, len(fit))
        return (fit[start:] + fit[:start])[:count]


class Registry:
    """Gives out names; no two people of the county share one, so that a search for a name has one answer."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.taken: set[str] = {"曾廷礼", "曾援朝", "单德荣", "单秀珍"}

    def surname(self) -> str:
        if self.rng.random() < 0.16:
            return self.rng.choice(RARE_SURNAMES)
        return SURNAMES[min(int(self.rng.expovariate(1 / 26)), len(SURNAMES) - 1)]

    def named(self, surname: str, sex: str, year: int) -> str:
        pool = (OLD_MEN if sex == "男" else OLD_WOMEN) if year < 1936 else (MEN if sex == "男" else WOMEN)
        for _ in range(200):
            given = self.rng.choice(UNCOMMON if self.rng.random() < 0.03 else pool[1])
            if self.rng.random() > 0.1:
                given = self.rng.choice(pool[0]) + given
            name = surname + given
            if name not in self.taken and (len(given) == 1 or given[0] != given[1]):
                self.taken.add(name)
                return name
        raise RuntimeError(surname)


def populate(seed: str, families: int) -> Population:
    """Make the families and marry their children; everything follows from the seed."""
    rng = random.Random(seed)  # made-up people, not secrets
    registry = Registry(rng)
    heads = [_head(rng, registry) for _ in range(families)]
    youths = [child for head in heads for child in _children(rng, registry, head)]
    couples = _marry(rng, youths)
    _settle(rng, youths)
    others = [_other(rng, registry) for _ in range(families * 5)]
    return Population(heads, youths, couples, others)


def _head(rng: random.Random, registry: Registry) -> Someone:
    birth = some_day(rng, rng.randint(1902, 1948))
    home = some_home(rng, rural=rng.random() < 0.66)
    return Someone(registry.named(registry.surname(), "男", birth.year), "男", birth, home)


def _other(rng: random.Random, registry: Registry) -> Someone:
    birth = some_day(rng, rng.randint(1922, 1974))
    sex = rng.choice("男女")
    home = some_home(rng, rural=rng.random() < 0.5)
    return Someone(registry.named(registry.surname(), sex, birth.year), sex, birth, home)


def _children(rng: random.Random, registry: Registry, head: Someone) -> list[Someone]:
    surname = head.name[:2] if head.name[:2] in RARE_SURNAMES else head.name[0]
    first = max(head.birth.year + 21, 1933)
    for number in range(rng.randint(2, 4)):
        birth = some_day(rng, first + number * rng.randint(2, 4) + rng.randint(0, 6))
        sex = rng.choice("男女")
        child = Someone(registry.named(surname, sex, birth.year), sex, birth, head.home, father=head)
        _youth(rng, child)
        head.children.append(child)
    return head.children


def _youth(rng: random.Random, child: Someone) -> None:
    """School, countryside and work, each only in the years when it could happen."""
    leaves = child.birth.year + rng.randint(16, 18)
    if not child.home.is_rural or rng.random() < 0.3:
        child.school, child.graduated = (SCHOOLS[0] if rng.random() < 0.6 else rng.choice(SCHOOLS)), leaves
    if child.graduated and 1968 <= leaves <= 1978 and not child.home.is_rural:
        town = rng.choice((RED_FLAG, RED_FLAG, *TOWNS))
        child.sent_down, child.sent_to = max(leaves, 1969), (town, rng.choice(town.villages))
    starts = (child.sent_down or leaves) + rng.randint(2, 6)
    if 1964 <= starts <= 1992 and (not child.home.is_rural or rng.random() < 0.18):
        child.recruited, child.employer = max(starts, 1971 if child.sent_down else 1964), rng.choice(WORKS)


def _marry(rng: random.Random, youths: list[Someone]) -> list[tuple[Someone, Someone]]:
    men = sorted((p for p in youths if p.sex == "男"), key=lambda p: (p.birth.year, p.name))
    women = [p for p in youths if p.sex == "女"]
    couples = []
    for man in men:
        fit = [w for w in women if -3 <= w.birth.year - man.birth.year <= 5 and w.father is not man.father]
        if not fit:
            continue
        woman = rng.choice(fit)
        women.remove(woman)
        year = max(man.birth.year + 22, woman.birth.year + 20) + rng.randint(0, 5)
        man.married = woman.married = some_day(rng, year)
        man.spouse, woman.spouse = woman, man
        couples.append((man, woman))
    return sorted(couples, key=lambda pair: (pair[0].married.compact() if pair[0].married else "", pair[0].name))


def _settle(rng: random.Random, youths: list[Someone]) -> None:
    """Land, houses and offices of those who had grown up by then."""
    for person in youths:
        if person.sex == "男" and person.home.is_rural and not person.recruited:
            if person.birth.year < 1974:
                person.contract = 1998
            if person.married and 1983 <= person.married.year + 3 <= 2000 and rng.random() < 0.7:
                person.homestead = person.married.year + rng.randint(1, 3)
        if person.graduated and person.birth.year < 1960 and rng.random() < 0.3:
            person.post = rng.choice(BUREAUX)


def with_principal(population: Population) -> tuple[Someone, Someone]:
    """The couple the demonstration is told by: their lives touch every fonds from 1947 to 1993."""
    street = Home(None, "文庙街", 27)
    grandfather = Someone("曾廷礼", "男", Day(1911, 9, 14), street)
    man = Someone("曾援朝", "男", Day(1954, 3, 8), street, father=grandfather)
    man.school, man.graduated = SCHOOLS[0], 1972
    man.sent_down, man.sent_to = 1973, (RED_FLAG, "杨家坝")
    man.recruited, man.employer, man.post, man.house = 1979, WORKS[0], "县棉纺厂", 1993
    father = Someone("单德荣", "男", Day(1926, 5, 2), Home(RED_FLAG, "杨家坝", 3))
    woman = Someone("单秀珍", "女", Day(1956, 11, 20), father.home, father=father)
    woman.recruited, woman.employer = 1981, WORKS[0]
    man.married = woman.married = Day(1982, 10, 1)
    man.spouse, woman.spouse = woman, man
    grandfather.children, father.children = [man], [woman]
    population.heads[:0] = [grandfather, father]
    population.youths[:0] = [man, woman]
    population.couples.append((man, woman))
    population.couples.sort(key=lambda pair: (pair[0].married.compact() if pair[0].married else "", pair[0].name))
    return man, woman
