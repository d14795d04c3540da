"""J001, the county government's office: red-headed papers, minutes, appointments, and later born-digital files."""

import random

from demo import prose
from demo.model import DEFERRED, OPEN, RESTRICTED, UNREVIEWED, Day, Doc, FondsDraft, Person, Record
from demo.people import Someone
from demo.places import BUREAUX, WORKS, bureau
from demo.topics import TOPICS
from demo.words import some_day
from demo.world import World

CODE = "J001"
# What digital files the office kept, from the first year each kind appears.
BORN_DIGITAL = ("pdf", "docx", "ofd", "pdf", "docx", "txt", "rtf", "html", "eml", "ofd")
PHRASE_NUMBER = "临政发〔1987〕23号"


def compose(world: World) -> FondsDraft:
    fonds = FondsDraft(
        code=CODE,
        title="临江区人民政府办公室",
        title_en="Office of the Linjiang District People's Government",
        originating_unit="临江区人民政府办公室",
        originating_unit_en="Office of the Linjiang District People's Government",
        start=1978,
        end=2012,
        note="1978年至1980年为临江县革命委员会办公室，1981年起为临江县人民政府办公室，1995年撤县设区后改今名。",
        note_en="Revolutionary Committee until 1980, county government until 1994, district government since 1995.",
        layout="code_folder",
        catalogue="government",
    )
    rng = world.chance(CODE)
    numbers: dict[tuple[int, str], int] = {}
    for index, year in enumerate(_years(world.count(170, 40))):
        record = _paper(world, rng, year, index)
        record.code = _code(record, numbers)
        fonds.records.append(record)
    _flagged(fonds.records)
    _digitise(fonds.records, rng, world)
    fonds.records.sort(key=lambda record: record.code)
    return fonds


def _years(count: int) -> list[int]:
    return sorted(1978 + (index * 7919) % 35 for index in range(count))


def _code(record: Record, numbers: dict[tuple[int, str], int]) -> str:
    term = {"永久": "Y", "30年": "D30", "10年": "D10", "长期": "D30", "短期": "D10"}[record.retention]
    key = (record.date.year, term)
    numbers[key] = numbers.get(key, 0) + 1
    return f"{CODE}-WS·{record.date.year}-{term}-BGS-{numbers[key]:04d}"


def _paper(world: World, rng: random.Random, year: int, index: int) -> Record:
    day = some_day(rng, year)
    topics = [topic for topic in TOPICS if topic.years[0] <= year <= topic.years[1]]
    topic = rng.choice(topics)
    number = prose.office_number(year, 3 + index % 5 * 17 + rng.randint(0, 16), office=rng.random() < 0.2)
    people: list[Person] = []
    kind = ("circular", "circular", "reply", "minutes", "report", "circular", "appointment")[index % 7]
    if kind == "circular":
        doc = prose.circular(topic, day, number, rng)
    elif kind == "reply":
        doc = prose.reply(topic, day, number, rng)
    elif kind == "minutes":
        names = [person.name for person in rng.sample(_officials(world, year), 5)]
        people = [Person("出席人", name) for name in names]
        doc = prose.minutes(rng.sample(topics, min(3, len(topics))), day, names, rng)
    elif kind == "appointment":
        posts = _posts(world, rng, year)
        people = [Person("任职人", name) for name, _, _ in posts]
        doc = prose.appointment(day, number, posts, rng)
    else:
        doc = prose.report(topic, day, rng, bureau(topic.bureau, year), prose.government(year))
    retention = {"circular": "永久", "reply": "长期", "minutes": "永久", "report": "短期", "appointment": "永久"}[kind]
    if year >= 2006 and retention != "永久":
        retention = "30年" if retention == "长期" else "10年"
    return Record(
        code="",
        title=_title(doc),
        date=day,
        doc=doc,
        creator=doc.signer,
        number=doc.number,
        retention=retention,
        opening=_opening(year, kind, rng),
        people=tuple(people),
        pages=rng.randint(1, 4),
    )


def _title(doc: Doc) -> str:
    if doc.title.endswith("纪要"):
        return doc.title + doc.number
    return doc.title if doc.title.startswith("临江") else doc.signer + doc.title


def _officials(world: World, year: int) -> list[Someone]:
    return [p for p in world.population.youths + world.population.heads if 26 <= p.age(year) <= 58 and p.sex == "男"]


def _posts(world: World, rng: random.Random, year: int) -> list[tuple[str, str, str]]:
    hero = world.hero[0]
    fit = [p for p in world.population.having("graduated") if 24 <= p.age(year) <= 55 and p is not hero]
    fit = fit or _officials(world, year)
    posts = [
        (
            p.name,
            bureau(rng.choice((*BUREAUX, *(w for w, _ in WORKS))), year),
            rng.choice(("副局长", "办公室主任", "股长")),
        )
        for p in rng.sample(fit, min(len(fit), rng.randint(2, 4)))
    ]
    return [
        (n, u, p if u.endswith("局") else p.replace("副局长", "副厂长").replace("股长", "科长")) for n, u, p in posts
    ]


def _opening(year: int, kind: str, rng: random.Random) -> str:
    if year > 1999:
        return rng.choice((UNREVIEWED, "", OPEN))
    if kind == "appointment" and year > 1988:
        return DEFERRED
    return rng.choice((OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, UNREVIEWED, RESTRICTED, DEFERRED))


def _flagged(records: list[Record]) -> None:
    """The records the tour of the demonstration leads to have fixed contents."""
    circular = _nearest(records, 1987, "通知")
    rng = random.Random("flood")  # made-up papers, not secrets
    flood = next(topic for topic in TOPICS if "防汛" in topic.subject)
    day = Day(1987, 3, 5)
    doc = prose.circular(flood, day, PHRASE_NUMBER, rng)
    circular.date, circular.doc, circular.number, circular.people = day, doc, PHRASE_NUMBER, ()
    circular.title, circular.creator, circular.opening, circular.carrier = _title(doc), doc.signer, OPEN, "images"
    promoted = _nearest(records, 1991, "职")
    day = Day(1991, 6, 18)
    doc = prose.appointment(day, "临政发〔1991〕46号", [("曾援朝", "县棉纺厂", "副厂长")], rng)
    promoted.date, promoted.doc, promoted.number, promoted.carrier = day, doc, doc.number, "images"
    promoted.title, promoted.people, promoted.opening = _title(doc), (Person("任职人", "曾援朝"),), OPEN
    _recode(records)


def _nearest(records: list[Record], year: int, word: str) -> Record:
    fit = [record for record in records if word in record.title and record.retention == "永久"]
    return min(fit, key=lambda record: abs(record.date.year - year))


def _recode(records: list[Record]) -> None:
    numbers: dict[tuple[int, str], int] = {}
    for record in records:
        record.code = _code(record, numbers)


def _digitise(records: list[Record], rng: random.Random, world: World) -> None:
    """Scans for some of the paper years, files of their own time for the later ones, nothing for the rest."""
    paper = [record for record in records if record.date.year < 1997 and record.carrier == "none"]
    for record in rng.sample(paper, min(len(paper), world.count(27, 3))):
        record.carrier = "images"
    for record, carrier in zip(
        [record for record in paper if record.carrier == "none"],
        ["scanned_pdf", "broken_layer_pdf", "tiff", "jp2", "png"],
        strict=False,
    ):
        record.carrier = carrier
    digital = [record for record in records if record.date.year >= 1997]
    chosen = rng.sample(digital, min(len(digital), world.count(46, 8)))
    chosen.sort(key=lambda record: record.code)
    for index, record in enumerate(chosen):
        record.carrier = BORN_DIGITAL[index % len(BORN_DIGITAL)]
    chosen[-1].carrier = "pptx"
