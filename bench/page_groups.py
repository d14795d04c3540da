"""What `bench.pages` asks for, group by group: a function that visits addresses, made of what the home really holds.

A new group is one line in `reader_groups` or `staff_groups`: a name and `each([address, …])`, or a function of its own
that goes from sheet to sheet (`sheets`).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from bench.pages import Visit

Group = Callable[["Visit"], None]

COMMON = ("的", "规定", "人民政府", "登记", "知识青年", "中华人民共和国", "关于", "云溪")
DEMONSTRATION = (
    "曾援朝",
    "土地房产",
    "结婚登记",
    "招工审批表",
    "兴修水利",
    "临政发(1987)23号",
    "shan xiuzhen",
    "知识青年",
    "的",
    "",
)
DEEP = 12
SAMPLE = 20


def each(addresses: Iterable[str]) -> Group:
    """Every address once a round."""
    asked = list(addresses)

    def visit(ask: Visit) -> None:
        for address in asked:
            ask(address)

    return visit


def sheets(addresses: Iterable[str], *, deep: int = DEEP) -> Group:
    """From every address on to the sheets behind it, by the page's own link to the next one."""
    asked = list(addresses)

    def visit(ask: Visit) -> None:
        for address in asked:
            here: str | None = address
            for _ in range(deep):
                if here is None:
                    break
                here = _next_of(here, ask(here))

    return visit


def _next_of(address: str, body: str) -> str | None:
    path = address.partition("?")[0]
    if path.startswith("/api/"):
        following, name = json.loads(body).get("next"), "cursor" if path.endswith("/search") else "place"
        return f"{path}?{urlencode({name: following})}&{_without(name, address)}" if following else None
    found = re.search(r'rel="next"\s+href="([^"]+)"|href="([^"]+)"\s+rel="next"', body)
    return path + unescape(found[1] or found[2]) if found else None


def _without(name: str, address: str) -> str:
    return re.sub(rf"(?:^|&){name}=[^&]*", "", address.partition("?")[2]).strip("&")


def demonstration_groups() -> dict[str, Group]:
    """What can be asked of a server whose archive is not at hand."""
    return {
        "home": each(["/"]),
        "fonds": each(["/fonds/"]),
        "search": each(f"/search?q={quote(word)}" for word in DEMONSTRATION),
        "suggest": each(f"/api/v1/suggest?q={quote(word)}" for word in DEMONSTRATION if word),
    }


class Sample:
    """Words and records of the home, drawn by a seed: what an anonymous reader may see."""

    def __init__(self, institution: str = "") -> None:
        from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
        from lantai.holdings.fulltext.models import Page

        self.institution = institution
        dice = random.Random(11)
        last = Record.objects.order_by("-pk").values_list("pk", flat=True)[0]
        drawn = dice.sample(range(1, last + 1), min(last, SAMPLE * 400))
        rows = Record.objects.filter(pk__in=drawn).order_by("pk")
        rows = (
            rows.filter(fonds__institution__code=institution)
            if institution
            else rows.filter(opening_state=OpeningState.OPEN)
        )
        self.records = list(rows.prefetch_related("persons")[:SAMPLE])
        pages = Page.objects.filter(record__in=rows.values("pk")[: SAMPLE * 8]).order_by("pk").select_related("record")
        self.pages = list(pages[:SAMPLE])
        self.fonds = list(
            Fonds.objects.filter(institution__code=institution) if institution else Fonds.objects.all()[:SAMPLE]
        )
        self.names = [person.name for record in self.records for person in record.persons.all()][:SAMPLE]
        self.numbers = [record.document_number for record in self.records if record.document_number]
        self.phrases = [_piece(page.text, dice) for page in self.pages] + [record.title[:8] for record in self.records]


def _piece(text: str, dice: random.Random) -> str:
    line = max(text.splitlines() or [""], key=len)
    start = dice.randrange(max(1, len(line) - 8))
    return line[start : start + dice.randrange(3, 9)].replace('"', "")


def searches(words: Sequence[str], **more: str) -> list[str]:
    """The search page for each of these words."""
    return [f"/search?{urlencode({'q': word, **more})}" for word in words]


def reader_groups() -> dict[str, Group]:
    """The portal and the API as an anonymous reader asks."""
    here = Sample()
    codes = [fonds.code for fonds in here.fonds]
    return {
        "home": each(["/"]),
        "fonds list": each(["/fonds/"]),
        "one fonds": each(f"/fonds/{code}" for code in codes),
        "one fonds, sheet after sheet": sheets(f"/fonds/{code}" for code in codes[:3]),
        **search_groups(here, codes),
        "suggestions": each(
            f"/search/suggestions?q={quote(word)}" for word in [*(n[:2] for n in here.names), "wang", "guan", "王"]
        ),
        **record_groups(here),
        "API search": each("/api/v1" + address for address in searches([*here.names, *COMMON[:3]])),
        "API search, sheets": sheets(["/api/v1/search?q=&sort=code", f"/api/v1/search?q={quote(COMMON[3])}"]),
        "API records": each(["/api/v1/records", *(f"/api/v1/records?{query}" for query in API_FILTERS)]),
        "API records, sheets": sheets(["/api/v1/records", "/api/v1/records?type=marriage"]),
        "API one record": each(f"/api/v1/records/{record.ulid}" for record in here.records),
        "API fonds": each(["/api/v1/fonds", *(f"/api/v1/fonds/{code}" for code in codes)]),
    }


API_FILTERS = (
    "fonds=J003",
    "archive=A002",
    "type=marriage",
    "type=marriage&from=1985&to=1986",
    "state=open",
    "state=restricted",
    "level=item",
    "level=volume",
    "retention=D30",
    "from=1987&to=1987",
    "fonds=J003&fonds=J007&type=land&retention=Y",
    "archive=A002&type=land&from=1950&to=1959",
)


def search_groups(here: Sample, codes: Sequence[str]) -> dict[str, Group]:
    """Searching, by kind of words."""
    return {
        "search, names": each(searches(here.names)),
        "search, phrases": each(searches(here.phrases)),
        "search, numbers": each(searches(here.numbers)),
        "search, very common words": each(searches(COMMON)),
        "search, pinyin": each(searches(["wang jianguo", "lxy", "zhang", "chen hua"])),
        "search, one wrong character": each(searches(here.names[:8], tolerant="on")),
        "search, no words but filters": each(
            ["/search?from=1950&to=1959", "/search?type=marriage", "/search?type=land&from=1985&to=1985"]
            + [f"/search?fonds={code}" for code in codes[:6]]
        ),
        "search, narrowed by facets": each(
            f"/search?{urlencode({'q': word, 'fonds': code, 'type': kind})}"
            for word in COMMON[:3]
            for code in codes[:3]
            for kind in ("marriage", "document")
        ),
        "search, by date and by code": each(
            f"/search?{urlencode({'q': word, 'sort': sort})}"
            for word in COMMON[:4]
            for sort in ("date", "-date", "code")
        ),
        "search, sheet after sheet": sheets(
            [*searches([COMMON[0]]), *searches([COMMON[3]], sort="-date"), "/search?type=land&sort=code"]
        ),
    }


def record_groups(here: Sample) -> dict[str, Group]:
    """One record, one page."""
    addresses = [f"/records/{page.record.ulid}/pages/{page.position}" for page in here.pages]
    return {
        "record page": each(f"/records/{record.ulid}" for record in here.records),
        "record page, with words": each(
            f"/records/{record.ulid}?q={quote(record.title[:4])}" for record in here.records
        ),
        "page viewer": each(addresses),
        "page viewer, with words": each(f"{address}?q={quote(here.phrases[n])}" for n, address in enumerate(addresses)),
    }


STAFF_FILTERS = (
    "state=open",
    "state=unreviewed",
    "state=deferred",
    "level=item",
    "level=volume",
    "type=marriage",
    "type=document",
    "year_from=1987&year_to=1987",
    "year_from=1950&year_to=1990",
    "provisional=1",
    "words=结婚登记",
    "words=1987-Y",
    "words=王建国",
    "type=land&state=restricted&year_from=1960&year_to=1969",
)


def groups_for(user: str | None) -> dict[str, Group]:
    """What somebody asks: a reader without a name, staff by their account, and None of a server that is not at hand."""
    from bench.big_archive import STAFF
    from bench.work_groups import work_groups

    if user is None:
        return demonstration_groups()
    if not user:
        return reader_groups()
    institution = _institution_of(user)
    here = Sample(institution)
    return staff_groups(here) | (work_groups(here, institution) if user == STAFF else {})


def _institution_of(user: str) -> str:
    from lantai.base.accounts.models import RoleAssignment

    return RoleAssignment.objects.filter(user__username=user).values_list("institution__code", flat=True)[0]


def staff_groups(here: Sample) -> dict[str, Group]:
    """What everybody of one archive's staff asks: their own lists, and the public pages with what they see more."""
    codes = [fonds.code for fonds in here.fonds]
    return {
        "desk": each(["/staff/"]),
        "records": each(["/staff/records", *(f"/staff/records?fonds={code}" for code in codes)]),
        **{f"records, {query}": each([f"/staff/records?{quote(query, safe='=&')}"]) for query in STAFF_FILTERS},
        "records, sheet after sheet": sheets(["/staff/records", "/staff/records?type=marriage"], deep=40),
        "record with everything": each(f"/staff/records/{record.ulid}" for record in here.records),
        **person_groups(here),
        "places and bodies": each(["/staff/places", "/staff/places?kind=body", f"/staff/places?words={quote('红星')}"]),
        "proofreading": each(["/staff/proofreading"]),
        "exports": each(["/staff/exchange"]),
        "printing": each(["/staff/print"]),
        "home": each(["/"]),
        "fonds list": each(["/fonds/"]),
        "one fonds": each(f"/fonds/{code}" for code in codes),
        "one fonds, sheet after sheet": sheets(f"/fonds/{code}" for code in codes[:3]),
        **search_groups(here, codes),
        "suggestions": each(
            f"/search/suggestions?q={quote(word)}" for word in [*(n[:2] for n in here.names), "wang", "王"]
        ),
        **record_groups(here),
        "API records": each(["/api/v1/records", *(f"/api/v1/records?{query}" for query in API_FILTERS)]),
        "API records, sheets": sheets(["/api/v1/records", f"/api/v1/records?archive={here.institution}"]),
    }


def person_groups(here: Sample) -> dict[str, Group]:
    """The person search, by what is known of them."""
    names = here.names
    pairs = [[person.name for person in record.persons.all()] for record in here.records]
    known = [person for record in here.records for person in record.persons.all()]
    return {
        "persons, name and year": each(
            persons_page(name=person.name, born=str(person.birth_year), born_within="2") for person in known
        ),
        "persons, the name alone": each(persons_page(name=name) for name in names),
        "persons, the commonest names": each(persons_page(name=name) for name in ("王伟", "张秀英", "李建国", "王芳")),
        "persons, pinyin": each(persons_page(name=name) for name in ("wang wei", "zhangxiuying", "wjg", "li")),
        "persons, couples": each(persons_page(name=" ".join(both[:2])) for both in pairs if len(both) > 1),
        "persons, common couples": each(
            persons_page(name=a, beside=b) for a, b in (("王伟", "张秀英"), ("李伟", "王芳"))
        ),
        "persons, last four": each(
            persons_page(name=person.name, last4=person.id_last4) for person in known if person.id_last4
        ),
        "persons, type and years": each(
            persons_page(name=name, type="marriage", year_from="1975", year_to="1985") for name in [*names[:5], "王伟"]
        ),
        "persons, unit and place": each(
            persons_page(name=name, unit="红旗机械厂", place="青山公社") for name in [*names[:5], "王伟"]
        ),
    }


def persons_page(**asked: str) -> str:
    return f"/staff/persons?{urlencode(asked)}"
