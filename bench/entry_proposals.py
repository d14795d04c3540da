"""Proposals for entry by hand: how many are right, and how many of the values on the page are proposed, by field.

    python -m bench.entry_proposals                  pages painted, aged and recognised, as the demonstration's are
    python -m bench.entry_proposals --laid           the same pages as they were set, without painting and recognition
    python -m bench.entry_proposals --pages 20       so many pages of each form (8)

Four printed forms with known truth: marriage registrations, lists of recruits and forms of recruits of the
demonstration, and a cadre form. A proposal is right when it means the same after folding (a date: the same date).
Precision: right among those proposed with the score or more. Recall: right ones among all values on the pages.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")

import django
from PIL import Image

from demo.fonds import civil, labour
from demo.model import Cell, Doc, Record
from demo.paper.layout import set_pages
from demo.paper.page import Sheet, advance
from demo.paper.scan import scan
from demo.words import plain
from demo.world import World, make_world

django.setup()

from lantai.engines.formats.model import Line  # noqa: E402 - Django must be ready
from lantai.engines.formats.ocr.reading import read_image  # noqa: E402
from lantai.holdings.catalogue.record_types import record_types  # noqa: E402
from lantai.holdings.entry.comparing import same  # noqa: E402
from lantai.holdings.entry.proposals import Proposal, proposals  # noqa: E402

THRESHOLDS = (0.2, 0.5, 0.7, 0.8, 0.9)
MARRIAGE = {
    "姓名": "p.{}.0.name",
    "出生年月日": "p.{}.0.birth",
    "住址": "p.{}.0.place",
    "身份证号": "p.{}.0.id_number",
}
RECRUIT = {
    "姓名": "p.worker.0.name",
    "性别": "p.worker.0.sex",
    "出生年月": "p.worker.0.birth",
    "家庭住址": "p.worker.0.place",
    "招工单位": "f.employer",
    "单位性质": "f.ownership",
}
ROSTER = {"序号": "f.list_number", "姓名": "name", "性别": "sex", "家庭住址": "place", "招收单位": "f.employer"}
CADRE = {
    "姓名": "p.cadre.0.name",
    "性别": "p.cadre.0.sex",
    "出生年月": "p.cadre.0.birth",
    "现任职务": "f.former_post",
    "拟任职务": "f.post",
    "批准机关": "f.office",
}
CODES = {"男": "male", "女": "female", "全民所有制": "state", "集体所有制": "collective"}
Truth = dict[tuple[int, str], str]


@dataclass(frozen=True)
class Form:
    """One kind of page: its record type, its documents, and what stands on one of their sheets."""

    name: str
    kind: str
    docs: Sequence[Doc]
    truth: Callable[[Doc, Sheet], Truth]


@dataclass
class Score:
    """What was asked of one field, and what was proposed: (score, whether it was right)."""

    asked: int
    proposed: list[tuple[float, bool]]


def marriage_truth(doc: Doc, _sheet: Sheet) -> Truth:
    found: Truth = {(0, "f.registered"): doc.date, (0, "f.office"): doc.signer}
    for label, *values in doc.form:
        if label.text in MARRIAGE:
            for role, cell in zip(("groom", "bride"), values, strict=True):
                found[0, MARRIAGE[label.text].format(role)] = cell.text
        if label.text == "结婚证号":
            found[0, "f.certificate"] = values[0].text
    return found


def pairs_truth(places: dict[str, str]) -> Callable[[Doc, Sheet], Truth]:
    """Each label with the cell that follows it."""

    def truth(doc: Doc, _sheet: Sheet) -> Truth:
        cells = [cell for row in doc.form for cell in row]
        return {
            (0, places[label.text]): value.text
            for label, value in pairwise(cells)
            if label.text in places and value.text
        }

    return truth


def roster_truth(doc: Doc, sheet: Sheet) -> Truth:
    """The rows that are on this sheet, by the names on it."""
    assert doc.table is not None
    there = {run.text for run in sheet.runs}
    rows = [row for row in doc.table.rows if row[1] in there]
    found: Truth = {}
    for n, row in enumerate(rows):
        for head, value in zip(doc.table.header, row, strict=True):
            if head in ROSTER and value:
                place = ROSTER[head]
                found[n, place if place.startswith("f.") else f"p.worker.{n}.{place}"] = value
    return found


def cadre_docs(world: World, count: int) -> list[Doc]:
    """干部任免呈报表 of made-up cadres."""
    rng = random.Random("cadres")
    posts = ("公社文书", "县农机厂副厂长", "大队党支部书记", "县供销社股长", "区财政所会计", "县文化馆馆员")
    docs = []
    for person in rng.sample(world.population.having("recruited"), count):
        before, after = rng.sample(posts, 2)
        rows = (
            (
                Cell("姓名", 2, label=True), Cell(person.name, 3), Cell("性别", 1.5, label=True), Cell(person.sex, 1.5),
                Cell("民族", 1.5, label=True), Cell("汉", 1.5),
            ),
            (
                Cell("出生年月", 2, label=True), Cell(plain(person.birth), 4),
                Cell("文化程度", 2, label=True), Cell("初中", 3),
            ),
            (Cell("现任职务", 2, label=True), Cell(before, 9)),
            (Cell("拟任职务", 2, label=True), Cell(after, 9)),
            (Cell("任免理由", 2, label=True), Cell("该同志工作积极，群众关系好，能胜任该项工作。", 9, lines=3)),
            (Cell("批准机关", 2, label=True), Cell("中共临江县委组织部", 9)),
        )  # fmt: skip
        docs.append(Doc("干部任免呈报表", form=rows, medium=rng.choice(("print", "typed"))))
    return docs


def forms(count: int) -> list[Form]:
    world = make_world("small")
    rng = random.Random("entry")

    def some(records: list[Record], word: str) -> list[Doc]:
        docs = [each.doc for each in records if each.doc and word in each.doc.title]
        return rng.sample(docs, min(count, len(docs)))

    civil_records, labour_records = civil.compose(world).records, labour.compose(world).records
    return [
        Form("marriage registration", "marriage", some(civil_records, "结婚登记申请书"), marriage_truth),
        Form("recruitment form", "recruitment", some(labour_records, "招收新工人审批表"), pairs_truth(RECRUIT)),
        Form("recruitment list", "recruitment", some(labour_records, "招收工人花名册"), roster_truth),
        Form("cadre form", "personnel", cadre_docs(world, count), pairs_truth(CADRE)),
    ]


def as_set(sheet: Sheet) -> list[Line]:
    """The runs of a sheet as lines with a box for each character, as a perfect recognition would give them."""
    lines = []
    for run in sheet.runs:
        x, boxes = run.x, []
        for char in run.text:
            width = advance(char) * run.pitch
            boxes.append((round(x), round(run.y), max(1, round(width) - 1), run.size))
            x += width
        lines.append(Line(run.text, tuple(boxes)))
    return lines


def as_recognised(sheet: Sheet, name: str) -> Sequence[Line]:
    return read_image(Image.fromarray(scan(sheet, name))).lines


def pages(form: Form, *, laid: bool) -> Iterator[tuple[Sequence[Line], Truth]]:
    for n, doc in enumerate(form.docs):
        for m, sheet in enumerate(set_pages(doc)):
            truth = form.truth(doc, sheet)
            if m and not doc.table:
                continue  # what a form says stands on its first sheet
            yield as_set(sheet) if laid else as_recognised(sheet, f"{form.name}/{n}/{m}"), truth


def measured(form: Form, *, laid: bool) -> dict[str, Score]:
    """By field; persons of a list are one field each."""
    scores: defaultdict[str, Score] = defaultdict(lambda: Score(0, []))
    kind = record_types()[form.kind]
    for lines, truth in pages(form, laid=laid):
        for _row, name in truth:
            scores[field_of(name)].asked += 1
        for proposal in proposals([(1, lines)], kind):
            right = truth.get((proposal.row, proposal.name))
            if right is not None or field_of(proposal.name) in scores:
                scores[field_of(proposal.name)].proposed.append((proposal.score, is_right(proposal, right)))
    return dict(scores)


def field_of(name: str) -> str:
    parts = name.split(".")
    return f"{parts[1]}.{parts[3]}" if parts[0] == "p" else parts[1]


def is_right(proposal: Proposal, truth: str | None) -> bool:
    return truth is not None and same(proposal.name, proposal.value, CODES.get(truth, truth))


def report(form: Form, scores: dict[str, Score]) -> None:
    print(f"\n{form.name}, {len(form.docs)} documents: precision / recall at a score of")
    print(f"{'field':<22}{'values':>7}" + "".join(f"{threshold:>16}" for threshold in THRESHOLDS))
    for name, score in sorted(scores.items()):
        print(row(name, score))
    whole = Score(sum(s.asked for s in scores.values()), [each for s in scores.values() for each in s.proposed])
    print(row("all", whole), flush=True)


def row(name: str, score: Score) -> str:
    cells = []
    for threshold in THRESHOLDS:
        sure = [right for value, right in score.proposed if value >= threshold]
        precision = f"{sum(sure) / len(sure):.3f}" if sure else "–"
        cells.append(f"{precision} / {sum(sure) / max(score.asked, 1):.3f}")
    return f"{name:<22}{score.asked:>7}" + "".join(f"{cell:>16}" for cell in cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--laid", action="store_true", help="without painting and recognition")
    parser.add_argument("--pages", type=int, default=8, help="documents of each form")
    options = parser.parse_args()
    for form in forms(options.pages):
        report(form, measured(form, laid=options.laid))


if __name__ == "__main__":
    main()
