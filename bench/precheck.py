"""How much processor the precheck takes a record, and how much memory; from that, how long 100,000 records take.

    python -m bench.precheck                    2,000 records of one to six pages in a home of their own
    python -m bench.precheck --records 500      so many
    python -m bench.precheck --again            a second run too: nothing has changed, so nothing is read again
    python -m bench.precheck --records 100000 --home FOLDER --processes 2
                                                in a home that stays: killed and begun again, it goes on where it was

Texts are made of a few hundred sentences of administrative prose with, in one page of five, a line about a person
(numbers of regions that do not exist). Measured is the time of the processor, not of the clock, in one process, after
rules were compiled. Two processes share nothing but the database, whose short writes are counted.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

MATTERS = (
    "水渠修缮",
    "春耕生产",
    "干部调配",
    "学校基建",
    "粮食征购",
    "防汛",
    "信访处理",
    "征兵",
    "户籍登记",
    "房屋普查",
)
SENTENCES = (
    "你社报来的请示收悉，经研究，同意按所附方案办理，所需经费从年度预算中列支。",
    "各生产队要抓紧时机，合理安排劳力，确保{matter}工作按期完成，并于月底前将情况报送办公室。",
    "会议听取了关于{matter}的汇报，讨论了存在的问题，要求有关部门分工负责，逐项落实。",
    "截至{year}年{month}月，全区累计完成{number}户，占应办户数的百分之{percent}，较上年同期有所提高。",
    "{matter}所需木料、水泥等物资由物资局统一调拨，运输由公社自行解决，不足部分另行报批。",
    "以上意见如无不妥，请批转各公社、各单位执行。",
)
PERSONAL = (
    "申请人{name}，男，身份证号码{id}，家住云溪区城东公社第三生产队，联系电话1390000{phone}。",
    "经查，{name}同志患有肺结核，自{year}年起在家休养，其子{name}由祖母抚养。",
    "关于{name}反映其住房被占一事，信访办公室已转有关单位处理，并将结果答复本人。",
)
NAMES = ("柳文澜", "程志远", "单秀珍", "曾援朝", "欧阳建国", "石磊", "区慧敏", "尹书香")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=2_000)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--home", help="a folder that stays")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--share", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.share:
        work(told.share)
        return
    if told.home:
        keep_on(told.home, told.records, told.processes)
        return
    if told.inside:
        measure(told.records, again=told.again)
        return
    with tempfile.TemporaryDirectory(prefix="precheck-") as home:
        environment = {**os.environ, "LANTAI_HOME": home, "DJANGO_SETTINGS_MODULE": "lantai.config.settings"}
        subprocess.run([sys.executable, "-m", "lantai", "migrate", "--verbosity", "0"], env=environment, check=True)
        words = ["--inside", "--records", str(told.records), *(["--again"] if told.again else [])]
        subprocess.run([sys.executable, "-m", "bench.precheck", *words], env=environment, check=True)


def measure(records: int, *, again: bool) -> None:
    """Fill the home, then carry out one run, and perhaps another one."""
    import django

    django.setup()
    fonds = fill(records)
    for name in ("first", "again") if again else ("first",):
        tell(name, records, *carried_out(fonds))


def keep_on(home: str, records: int, processes: int) -> None:
    """Order a run where none is under way, and let its shares be carried out; a killed one is gone on with."""
    os.environ |= {"LANTAI_HOME": home, "DJANGO_SETTINGS_MODULE": "lantai.config.settings"}
    subprocess.run([sys.executable, "-m", "lantai", "migrate", "--verbosity", "0"], check=True)
    import django

    django.setup()
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.catalogue.models import Fonds, Record
    from lantai.services.precheck.actions import order_precheck
    from lantai.services.precheck.models import UNFINISHED, PageHints, PrecheckRun, Suggestion

    if Record.objects.count() < records:
        fill(records)
    fonds = Fonds.objects.get()
    run = PrecheckRun.objects.filter(state__in=UNFINISHED).first()
    run = run or order_precheck(actor=OPERATOR, institution=fonds.institution, fonds=fonds)
    print(f"begins at {run.records_done} of {run.records_total} records", flush=True)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    numbers = [str(pk) for pk in run.shares.filter(is_done=False).values_list("pk", flat=True)]
    words = [sys.executable, "-m", "bench.precheck", "--share"]
    workers = [subprocess.Popen([*words, ",".join(numbers[n::processes])]) for n in range(processes)]
    failed = any([worker.wait() for worker in workers])  # noqa: C419 - each is to be waited for
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    done = run.records_done
    run.refresh_from_db()
    print(
        f"{run.state}: {run.records_done} records ({run.records_done - done} now), {run.pages_read} pages read, "
        f"{run.hints_found} hints; {seconds:.0f} s of processor, {time.monotonic() - begun:.0f} s by the clock, "
        f"{used.ru_maxrss / 1024:.0f} MB at most in one process\n"
        f"kept: {Suggestion.objects.count()} suggestions, {PageHints.objects.count()} pages with hints or their digest"
    )
    sys.exit(failed)


def work(shares: str) -> None:
    """One process: some shares, one after another."""
    import django

    django.setup()
    from lantai.base.accounts.access import OPERATOR
    from lantai.services.precheck.actions import carry_out_precheck
    from lantai.services.precheck.models import PrecheckShare

    for number in filter(None, shares.split(",")):
        carry_out_precheck(actor=OPERATOR, share=PrecheckShare.objects.select_related("run__fonds").get(pk=number))


def carried_out(fonds: object) -> tuple[float, int, int, int]:
    """Seconds of the processor, statements, pages read, hints."""
    from django.db import connection

    from lantai.base.accounts.access import OPERATOR
    from lantai.services.precheck.actions import Working, carry_out_precheck, order_precheck
    from lantai.services.precheck.detecting import current_detector

    detector, asked = current_detector(), [0]
    detector.find(PERSONAL[0])  # rules are compiled once a process

    def count(execute, *said):  # type: ignore[no-untyped-def]
        asked[0] += 1
        return execute(*said)

    run = order_precheck(actor=OPERATOR, institution=fonds.institution, fonds=fonds)  # type: ignore[attr-defined]
    begun = time.process_time()
    with connection.execute_wrapper(count):
        for share in run.shares.select_related("run__fonds"):
            run = carry_out_precheck(actor=OPERATOR, share=share, working=Working(detector=lambda: detector))
    return time.process_time() - begun, asked[0], run.pages_read, run.hints_found


def tell(name: str, records: int, seconds: float, asked: int, pages: int, hints: int) -> None:
    whole = seconds / records * 100_000 / 60
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name}: {records} records, {pages} pages read, {hints} hints; {seconds / records * 1000:.2f} ms of processor "
        f"a record, {asked / records * 100:.0f} statements a hundred records, {peak:.0f} MB at most\n"
        f"  100,000 records: {whole:.1f} minutes of processor, {whole / 2:.1f} minutes on two"
    )


def fill(records: int) -> object:
    """One fonds with records, pages and a third of them with persons, some thousands at a time."""
    from lantai.base.accounts.models import Institution
    from lantai.holdings.catalogue.models import Fonds, Record

    dice = random.Random(5)
    institution, _ = Institution.objects.get_or_create(code="LT01", defaults={"name": "云溪区档案馆"})
    fonds, _ = Fonds.objects.get_or_create(
        institution=institution, code="0001", defaults={"title": "云溪区人民政府办公室"}
    )
    there = Record.objects.filter(fonds=fonds).count()
    for start in range(there, records, 2_000):
        fill_with(fonds, range(start, min(records, start + 2_000)), dice)
    return fonds


def fill_with(fonds: object, numbers: range, dice: random.Random) -> None:
    """All of some records or nothing: whoever is killed while filling goes on."""
    from django.db import transaction

    from lantai.base.common.ids import new_ulid
    from lantai.base.common.rows import insert_rows
    from lantai.holdings.catalogue.models import PersonEntry, Record
    from lantai.holdings.fulltext.models import Page
    from lantai.holdings.preservation.models import StoredFile, StoredObject

    made = [
        Record(
            fonds=fonds, code=f"0001-{n}", code_key=f"0001-{n}", title=f"关于{dice.choice(MATTERS)}的通知", year=1985
        )
        for n in numbers
    ]
    for each in made:
        each.take_institution()
    with transaction.atomic():
        insert_rows(made)
        insert_rows(
            [PersonEntry(record=each, name=dice.choice(NAMES), folded="", birth_year=1940) for each in made[::3]]
        )
        stored = insert_rows([StoredObject(record=each, object_id=new_ulid(), inventory_sha512="0") for each in made])
        pages = [
            (record, owner, n + 1)
            for record, owner in zip(made, stored, strict=True)
            for n in range(dice.randint(1, 6))
        ]
        files = insert_rows(
            [
                StoredFile(
                    stored=owner,
                    original_name=f"{n}.jpg",
                    logical_path=f"{n}.jpg",
                    size=1,
                    position=n,
                    sha512="0",
                    sm3="0",
                )
                for _, owner, n in pages
            ]
        )
        insert_rows(
            [
                Page(record=record, file=file, number=1, position=n, text=page_text(dice), source="ocr")
                for (record, _, n), file in zip(pages, files, strict=True)
            ]
        )


def page_text(dice: random.Random) -> str:
    """About six hundred characters, as a typed page has."""
    lines = [dice.choice(SENTENCES) for _ in range(16)]
    if dice.random() < 0.2:
        lines.insert(dice.randrange(len(lines)), dice.choice(PERSONAL))
    said = {
        "matter": dice.choice(MATTERS),
        "year": dice.randint(1950, 1999),
        "month": dice.randint(1, 12),
        "number": dice.randint(10, 9999),
        "percent": dice.randint(10, 99),
        "name": dice.choice(NAMES),
        "id": id_number(dice),
        "phone": f"{dice.randrange(10_000):04}",
    }
    return "\n".join(lines).format(**said)


def id_number(dice: random.Random) -> str:
    """Of a region that does not exist, with the right last digit."""
    digits = (
        f"999999{dice.randint(1920, 1990)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}{dice.randrange(1000):03}"
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(a) * b for a, b in zip(digits, weights, strict=True)) % 11]


if __name__ == "__main__":
    main()
