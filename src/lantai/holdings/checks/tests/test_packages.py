"""Packages of every form and encoding, large ones, and schemes of an archive's own."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tracemalloc
from pathlib import Path

import pytest
import yaml

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.packages.bag.write import write_bag
from lantai.engines.packages.eep.tests.samples import written
from lantai.engines.packages.transfer.write import Layout, NewEntry, write_transfer_package
from lantai.engines.packages.writing import NewFile
from lantai.holdings.checks.as_json import report_as_json
from lantai.holdings.checks.items import Automation, Item, Link, items
from lantai.holdings.checks.judging.linking import bytes_in
from lantai.holdings.checks.judging.looking import annexes_in
from lantai.holdings.checks.judging.metadata import odd_characters
from lantai.holdings.checks.opening import NoPackage, opened
from lantai.holdings.checks.results import KEPT, KEPT_FAILED, ItemResult, Outcome, Status, Tally, outcome_of, status_of
from lantai.holdings.checks.schemes import own_scheme_problems, scheme_named, schemes, use_check_schemes
from lantai.holdings.checks.tests.packages import ENTRIES, STATEMENT, TEXT, Made, judged, statuses, told, write

DOCS = Path(__file__).parents[5] / "docs" / "running" / "check-schemes.md"


@pytest.fixture(scope="module")
def pool():
    with ReaderPool(1) as pool:
        yield pool


def test_a_bag_proves_its_files_and_leaves_open_what_it_does_not_describe(pool, tmp_path):
    source = tmp_path / "1.txt"
    source.write_text(TEXT, encoding="utf-8")
    write_bag(tmp_path / "bag", files=[NewFile("2019/1.txt", source)], on=dt.date(2026, 11, 29))

    found = statuses(judged(tmp_path / "bag", pool))

    assert {number for number, status in found.items() if status is Status.FAIL} == set()
    assert (found["1-1"], found["2-2"], found["3-3"]) == (Status.PASS, Status.PASS, Status.PASS)
    assert {found[number] for number in ("1-2", "1-8", "2-4", "2-6")} == {Status.NOT_RUN}


def test_a_changed_bag_fails(pool, tmp_path):
    source = tmp_path / "1.txt"
    source.write_text(TEXT, encoding="utf-8")
    write_bag(tmp_path / "bag", files=[NewFile("1.txt", source)], on=dt.date(2026, 11, 29))
    (tmp_path / "bag/data/1.txt").write_text(TEXT.replace("值班", "直班"), encoding="utf-8")

    assert statuses(judged(tmp_path / "bag", pool))["1-1"] is Status.FAIL


def test_a_sealed_package_is_opened_without_unpacking(pool, tmp_path):
    path = written(tmp_path, {"正文.txt": TEXT.encode()})
    report = judged(path, pool)
    found = statuses(report)

    assert (found["3-1"], found["3-4"], found["1-10"]) == (Status.PASS, Status.PASS, Status.PASS)
    assert report.package.files == 2  # the package and what it holds
    assert report.package.size == path.stat().st_size
    assert found["1-1"] in {Status.PASS, Status.WARN}
    assert found["2-5"] is Status.MANUAL_PENDING


def test_a_plain_folder_passes_nothing_it_does_not_declare(pool, tmp_path):
    (tmp_path / "p").mkdir()
    (tmp_path / "p/1.txt").write_text(TEXT, encoding="utf-8")

    report = judged(tmp_path / "p", pool)

    found = statuses(report)
    assert {found[number] for number in ("1-1", "1-12", "2-1", "2-4", "2-10", "2-11", "3-1")} == {Status.NOT_RUN}
    assert report.outcome is Outcome.INCOMPLETE


def test_an_empty_folder_passes_nothing_about_content(pool, tmp_path):
    (tmp_path / "p").mkdir()

    found = statuses(judged(tmp_path / "p", pool))

    assert {found[number] for number in ("2-7", "3-3", "3-4", "3-8")} == {Status.NOT_RUN}
    assert found["1-13"] is Status.FAIL


def test_catalogues_in_gb18030_are_read(pool, tmp_path):
    source = tmp_path / "1.txt"
    source.write_text(TEXT, encoding="gb18030")
    entries = [NewEntry({**ENTRIES[1], "页数": ""}, [NewFile("2019/通知𠮷.txt", source)])]
    entries[0].fields.pop("计算机文件大小")
    write_transfer_package(
        tmp_path / "C1",
        statement={**STATEMENT, "档案数量": "１件"},
        entries=entries,
        layout=Layout(encoding="gb18030"),
    )

    report = judged(tmp_path / "C1", pool)

    assert [code for code, status in statuses(report).items() if status in {Status.FAIL, Status.WARN}] == []


def test_an_archive_file_is_unpacked_beside_and_what_it_hides_is_told(pool, tmp_path):
    path = write(tmp_path, Made())
    packed = shutil.make_archive(str(tmp_path / "C1"), "zip", tmp_path, "C1")

    with opened(Path(packed), pool) as (package, said):
        assert (str(package.form), list(said)) == ("transfer", [])
    with opened(path, pool) as (package, _said):
        assert package.path == path
    with pytest.raises(NoPackage), opened(tmp_path / "gone", pool):
        pass


def test_many_files_need_no_more_memory_than_few(pool, tmp_path):
    peaks, lines = [], []
    for count in (30, 300):
        path = _many(tmp_path / str(count), count)
        spool = tmp_path / f"{count}.jsonl"
        tracemalloc.start()
        with spool.open("w", encoding="utf-8") as stream:
            report = judged(path, pool, spool=stream)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        lines.append(sum(json.loads(each)["item"] == "YJ-3-3" for each in spool.read_text("utf-8").splitlines()))

    result = next(each for each in report.results if each.item.number == "3-3")
    assert lines == [30, 300]
    assert (len(result.tally.first), result.more, report.package.units) == (300, 0, 300)
    assert peaks[1] < peaks[0] + (1 << 20)


def test_remarks_hide_no_failure_and_failures_stand_first():
    tally = Tally()
    for number in range(KEPT_FAILED + 200):
        for status in (Status.NA, Status.WARN, Status.FAIL):
            tally.note(ItemResult("3-4", status, Finding("scan.bilevel", Severity.ERROR, f"{number:05}.pdf", {})))

    tally.put_in_order()

    failed = [each.finding.path for each in tally.first if each.status is Status.FAIL]
    assert failed == [f"{number:05}.pdf" for number in range(KEPT_FAILED)]
    assert [each.status for each in tally.first[: KEPT_FAILED + 1]] == [Status.FAIL] * KEPT_FAILED + [Status.WARN]
    assert KEPT_FAILED < len(tally.first) < KEPT_FAILED + KEPT


def _many(folder: Path, count: int) -> Path:
    """Every file of a format that is not allowed, so that there are as many findings as files."""
    folder.mkdir()
    source = folder / "x"
    source.write_bytes(b"GIF89a" + bytes(20))

    def entries():
        for n in range(1, count + 1):
            fields = {"档号": f"X001-WS·2019-Y-{n:04}", "题名": f"第{n}号", "责任者": "民政局", "日期": "20190125"}
            yield NewEntry(fields, [NewFile(f"2019/{n:04}.gif", source)])

    write_transfer_package(folder / "C1", statement={**STATEMENT, "档案数量": f"{count}件"}, entries=entries())
    return folder / "C1"


def test_the_report_is_the_same_twice(pool, tmp_path):
    path = write(tmp_path, Made().entry(1, 密级="密而不宣"))

    assert report_as_json(judged(path, pool)) == report_as_json(judged(path, pool))


@pytest.mark.parametrize("link", list(Link))
def test_every_item_of_a_link_has_a_result(link, pool, tmp_path):
    report = judged(write(tmp_path, Made()), pool, link=link)

    assert list(statuses(report)) == [item.number for item in items().of(link)]
    assert all(each.status is not Status.PASS or each.tally.objects for each in report.results)


# ── values ──


def test_only_what_was_looked_at_can_pass():
    auto, manual = items().by_number["1-2"], items().by_number["4-7"]
    disabled: Item = items().by_number["1-9"]

    assert status_of(auto, Tally()) is Status.NOT_RUN
    assert status_of(auto, Tally(objects=1)) is Status.PASS
    assert status_of(auto, Tally(objects=1, skipped=Status.NOT_RUN)) is Status.NOT_RUN
    assert status_of(auto, Tally(failed=1, skipped=Status.NOT_RUN)) is Status.FAIL
    assert status_of(manual, Tally(objects=1)) is Status.MANUAL_PENDING
    assert status_of(disabled, Tally(objects=1)) is Status.NA
    assert {each.number for each in items().by_number.values() if each.automation is Automation.DISABLED} == {
        "1-9",
        "3-7",
    }


@pytest.mark.parametrize(("statuses", "outcome"), [
    ([(Status.PASS, True)], Outcome.PASSED),
    ([(Status.PASS, True), (Status.NA, True)], Outcome.PASSED),
    ([(Status.PASS, True), (Status.WARN, True)], Outcome.PASSED_WITH_ISSUES),
    ([(Status.PASS, True), (Status.NOT_RUN, False)], Outcome.PASSED_WITH_ISSUES),
    ([(Status.PASS, True), (Status.NOT_RUN, True)], Outcome.INCOMPLETE),
    ([(Status.PASS, True), (Status.MANUAL_PENDING, True)], Outcome.INCOMPLETE),
    ([(Status.FAIL, False), (Status.NOT_RUN, True)], Outcome.FAILED),
    ([(Status.NA, True)], Outcome.INCOMPLETE),
    ([], Outcome.INCOMPLETE),
])  # fmt: skip
def test_a_run_passes_only_when_nothing_failed_and_nothing_mandatory_is_open(statuses, outcome):
    assert outcome_of(statuses) is outcome


@pytest.mark.parametrize(("text", "count", "fits"), [
    ("3.142 GB", 3_373_000_000, True), ("3.142 GB", 3_142_000_000, True), ("3.142GB", 3_100_000_000, False),
    ("0.27 MB", 283_116, True), ("1,024 B", 1024, True), ("1024", 1025, False), ("12KB", 12_288, True),
])  # fmt: skip
def test_amounts_are_compared_to_the_decimals_given(text, count, fits):
    least, most = bytes_in(text)

    assert (least <= count <= most) is fits


def test_what_is_no_amount_is_none():
    assert [bytes_in(text) for text in ("", "很多", "9" * 20, "-1 B")] == [None] * 4


def test_odd_characters_are_named_and_rare_ones_are_not_odd():
    assert odd_characters("人名𬀩、㐂（甲）“乙”\n") == []
    assert odd_characters("甲\u200b乙\ue000\ufffd&amp;") == ["U+200B", "U+E000", "U+FFFD", "&amp;"]


def test_lists_of_annexes_are_found_in_text():
    assert annexes_in("正文。\n附件：1．名单\n　　　2．预算表\n") == 2
    assert annexes_in("附件的处理办法：1.交回") == 0


# ── schemes ──


@pytest.fixture
def own(tmp_path):
    yield tmp_path
    use_check_schemes(tmp_path / "none")


def test_an_archive_adds_a_scheme_without_code(own, pool):
    example = DOCS.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    (own / "marriage.yaml").write_text(example, encoding="utf-8")
    use_check_schemes(own)

    found = scheme_named("marriage")

    assert own_scheme_problems() == []
    assert found.code == "marriage"
    assert "secrecy" in found.vocabularies  # taken over
    report = judged(write(own / "p", Made()), pool, scheme="marriage")
    assert statuses(report)["2-3"] is Status.FAIL
    assert statuses(report)["4-6"] is Status.NA
    assert "checks.field_nowhere" in told(report, "2-3")


@pytest.mark.parametrize(("change", "said"), [
    ({"like": "nothing"}, "nothing"),
    ({"left_out": ["9-9"]}, "9-9"),
    ({"optional": ["1-77"]}, "1-77"),
    ({"fields": [{"name": "x", "wanted": "perhaps"}]}, "perhaps"),
    ({"version": 0}, "0"),
])  # fmt: skip
def test_a_scheme_that_is_wrong_is_left_out_and_told(own, change, said):
    good = {"code": "own", "version": 1, "like": "documents", "labels": {"zh": "自定", "en": "own"}}
    (own / "own.yaml").write_text(yaml.safe_dump({**good, **change}, allow_unicode=True), encoding="utf-8")
    use_check_schemes(own)

    assert "own" not in schemes()
    assert said in str(own_scheme_problems()[0])
