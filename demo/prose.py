"""Puts papers together from topics: circulars, replies, decisions, minutes and reports of the county government."""

import random
import re

from demo.model import Day, Doc
from demo.places import DISTRICT_SINCE, bureau, county
from demo.topics import COMMON_MEASURES, Topic
from demo.words import numeral, spelled, spelled_year


def fill(text: str, rng: random.Random, year: int) -> str:
    """Fill the slots of a sentence with figures of the right size and the county's name of that year."""
    ranges = {"次": (2, 4), "个": (3, 9), "十": (11, 64), "百": (112, 986), "千": (1120, 9860)}

    def slot(match: re.Match[str]) -> str:
        name = match[1]
        if name == "地":
            return "区" if year >= DISTRICT_SINCE else "县"
        if name == "万":
            return f"{rng.randint(11, 98) / 10}万"
        value = rng.randint(*ranges[name])
        return numeral(value) if name in {"次", "个"} else str(value)

    text = re.sub(r"\{(.)\}", slot, text)
    return text.replace("县棉纺厂", bureau("县棉纺厂", year)).replace("县水泥厂", bureau("县水泥厂", year))


def _lower(year: int) -> str:
    if year < 1981:
        return "各公社（镇）革命委员会"
    return "各公社管理委员会、城关镇人民政府" if year < 1984 else "各乡、镇人民政府"


def government(year: int) -> str:
    return f"{county(year)}革命委员会" if year < 1981 else f"{county(year)}人民政府"


def office_number(year: int, number: int, *, office: bool = False) -> str:
    """The number of a paper as its years wrote it: 临革发（78）41号, later 临政发〔1987〕23号."""
    if year < 1981:
        return f"临革发（{year % 100}）{number}号"
    prefix = "临政办" if office else "临政发"
    return f"{prefix}（{year}）{number}号" if year < 1986 else f"{prefix}〔{year}〕{number}号"


def circular(topic: Topic, day: Day, number: str, rng: random.Random) -> Doc:
    """A circular: why, what to do in numbered points, and a closing order."""
    year = day.year
    points = [*rng.sample(topic.measures, rng.randint(3, min(4, len(topic.measures)))), rng.choice(COMMON_MEASURES)]
    paragraphs = [fill(rng.choice(topic.opening), rng, year) + f"为切实{_verb(topic.subject)}，现将有关事项通知如下："]
    paragraphs += [f"{numeral(i)}、{fill(point, rng, year)}。" for i, point in enumerate(points, 1)]
    paragraphs.append(rng.choice(("以上各点，望认真贯彻执行。", "本通知自下发之日起执行。", "特此通知。")))
    place = "区" if year >= DISTRICT_SINCE else "县"
    return Doc(
        title=f"关于{_dated(topic.subject, year, rng)}的通知",
        paragraphs=tuple(paragraphs),
        masthead=f"{government(year)}文件",
        number=number,
        addressee=_lower(year) + f"，{place}级各部门：",
        signer=government(year),
        date=spelled(day),
        copies=f"抄送：{place}委办公室，{place}人大常委会办公室，{bureau(topic.bureau, year)}。"
        if year >= 1983
        else "",
        medium=medium_of(year, rng),
        seal=government(year),
    )


def _dated(subject: str, year: int, rng: random.Random) -> str:
    """The same subject comes back every year; half the titles say which year, or press harder."""
    if subject.startswith("做好") and rng.random() < 0.6:
        return f"做好{spelled_year(year)}年" + subject[2:].removesuffix("有关工作")
    return rng.choice(("", "", "进一步", "继续")) + subject if subject[0] in "加开推落普做扫" else subject


def _verb(subject: str) -> str:
    return subject if subject[0] in "加做开推落实整普延发认扫" else "做好" + subject


def medium_of(year: int, rng: random.Random) -> str:
    if year >= 1997:
        return "laser"
    if year < 1984:
        return rng.choice(("typed", "typed", "print", "mimeograph"))
    return rng.choice(("print", "print", "print", "typed"))


def reply(topic: Topic, day: Day, number: str, rng: random.Random) -> Doc:
    """A reply to a bureau that asked for money or consent."""
    year = day.year
    body = (
        f"你局《关于{topic.subject}所需经费的请示》收悉。经研究，现批复如下：",
        fill("一、同意从今年机动财力中安排{十}万元，专项用于此项工作，超支不补。", rng, year),
        fill(f"二、{rng.choice(topic.measures)}。", rng, year),
        "三、经费使用情况应于年终专题报告，并接受财政、审计部门的监督检查。",
        "此复。",
    )
    return Doc(
        title=f"关于{topic.subject}所需经费的批复",
        paragraphs=body,
        masthead=f"{government(year)}文件",
        number=number,
        addressee=f"{bureau(topic.bureau, year)}：",
        signer=government(year),
        date=spelled(day),
        medium=medium_of(year, rng),
        seal=government(year),
    )


def appointment(day: Day, number: str, posts: list[tuple[str, str, str]], rng: random.Random) -> Doc:
    """Appointments: (name, unit, post)."""
    year = day.year
    lines = [f"{name}同志任{unit}{post}；" for name, unit, post in posts]
    lines[-1] = lines[-1].rstrip("；") + "。"
    return Doc(
        title=f"关于{posts[0][0]}等同志职务任免的通知" if len(posts) > 1 else f"关于{posts[0][0]}同志任职的通知",
        paragraphs=(f"经{spelled(day)}{government(year)}常务会议研究，决定：", *lines, "特此通知。"),
        masthead=f"{government(year)}文件",
        number=number,
        addressee=f"{_lower(year)}，{'区' if year >= DISTRICT_SINCE else '县'}级各部门：",
        signer=government(year),
        date=spelled(day),
        medium=medium_of(year, rng),
        seal=government(year),
    )


def minutes(topics: list[Topic], day: Day, people: list[str], rng: random.Random) -> Doc:
    """Minutes of a meeting: who was there and what was settled, subject by subject."""
    year = day.year
    body = [
        f"时间：{spelled(day)}上午",
        f"地点：{government(year)}会议室",
        f"主持人：{people[0]}",
        f"出席：{'、'.join(people[1:])}",
        f"记录：{people[-1]}",
    ]
    for number, topic in enumerate(topics, 1):
        body.append(f"{numeral(number)}、研究{topic.subject}问题。{fill(rng.choice(topic.opening), rng, year)}")
        body.append(f"会议决定：{'；'.join(fill(m, rng, year) for m in rng.sample(topic.measures, 2))}。")
    return Doc(
        title=f"{government(year)}办公会议纪要",
        paragraphs=tuple(body),
        number=f"（第{rng.randint(1, 28)}期）",
        signer=f"{government(year)}办公室",
        date=spelled(day),
        medium="laser" if year >= 1997 else rng.choice(("typed", "mimeograph", "typed")),
    )


def report(topic: Topic, day: Day, rng: random.Random, signer: str, addressee: str) -> Doc:
    """A bureau's report or request upwards."""
    year = day.year
    body = [
        f"根据{government(year)}的统一部署，我局认真{_verb(topic.subject)}，现将情况报告如下：",
        "一、主要做法。" + "；".join(fill(m, rng, year) for m in rng.sample(topic.measures, 3)) + "。",
        "二、存在的问题。" + fill(rng.choice(topic.opening), rng, year),
        "三、今后的打算。" + fill(rng.choice(COMMON_MEASURES), rng, year) + "。",
        "以上报告，如有不当，请指示。",
    ]
    return Doc(
        title=f"关于{topic.subject}情况的报告",
        paragraphs=tuple(body),
        addressee=addressee + "：",
        signer=signer,
        date=spelled(day),
        medium="laser" if year >= 1997 else rng.choice(("typed", "mimeograph", "hand")),
    )
