"""Composes the whole demonstration in memory: the fonds in the order they are taken in, their flaws, and the tour."""

from functools import lru_cache

from demo.files.delivery import PAGED
from demo.files.pictures import sheets_of
from demo.flaws import Flaws, spoil
from demo.fonds import civil, commune, labour, land, office, republic, school
from demo.model import OPEN, FondsDraft, ThingToTry
from demo.world import make_world

FONDS = (office, civil, labour, commune, land, school, republic)


@lru_cache(maxsize=2)
def compose(size: str) -> tuple[tuple[FondsDraft, Flaws], ...]:
    """Every fonds of an archive of this size; nothing is written."""
    world = make_world(size)
    drafts = [module.compose(world) for module in FONDS]
    for fonds in drafts:
        _count_pages(fonds)
    return tuple((fonds, spoil(fonds)) for fonds in drafts)


def _count_pages(fonds: FondsDraft) -> None:
    """A catalogue counts the pages that are there; where nothing was scanned the clerk's figure stands."""
    for record in fonds.records:
        if record.doc and (record.carrier in PAGED or record.carrier in {"tiff", "bitonal", "scanned_pdf"}):
            record.pages = len(sheets_of(record.doc))


def things_to_try(size: str) -> tuple[ThingToTry, ...]:
    """Five searches, each with the codes an anonymous reader must see among the hits."""
    drafts = [fonds for fonds, _ in compose(size)]
    records = [record for fonds in drafts for record in fonds.records if record.opening == OPEN and record.in_catalogue]

    def codes(name: str) -> tuple[str, ...]:
        return tuple(record.code for record in records if name in record.names_in_row)

    deeds = tuple(record.code for record in records if "土地房产所有证" in record.title)
    number = tuple(record.code for record in records if record.number == office.PHRASE_NUMBER)
    scan = tuple(record.code for record in records if "国有土地使用证" in record.title)
    return (
        ThingToTry("曾援朝", "一个人的一生：学籍、下乡、工分、招工、结婚、任职、房产",
                   "One life in six fonds: countryside, work points, factory, marriage, post, house",
                   codes("曾援朝")),
        ThingToTry("临政发(1987)23号", "用任意括号输入文号", "A document number, typed with any brackets", number),
        ThingToTry("其父曾廷礼名下房产继承", "只出现在扫描件上的一句话",
                   "A sentence that stands only on a scanned page", scan),
        ThingToTry("土地房產所有證", "用繁体字检索，简体目录与1951年的繁体竖排原件都能找到",
                   "Typed in traditional characters, found in simplified titles and on vertical pages of 1951", deeds),
        ThingToTry("shan xiuzhen", "只记得读音：姓“单”读 shàn",
                   "Only the sound is remembered: the surname 单 is read shàn",
                   codes("单秀珍")),
    )  # fmt: skip
