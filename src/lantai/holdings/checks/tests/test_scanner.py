"""Viruses: a real clamd with a signature of our own, one that is stale, and none. Silence is never called clean."""

from __future__ import annotations

import io

import pytest

from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.checks.results import Status
from lantai.holdings.checks.scanner import Scanner, ScannerFailed
from lantai.holdings.checks.schemes import scheme_named
from lantai.holdings.checks.tests.packages import Made, judged, statuses, told, write
from tests.support.clamd import EICAR, WORD, running_clamd


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    with running_clamd(tmp_path_factory.mktemp("clamd")) as address:
        yield Scanner(address)


@pytest.fixture(scope="module")
def pool():
    with ReaderPool(1) as pool:
        yield pool


class Dated(Scanner):
    """The same clamd, with signatures of a day: own ones bear none."""

    def version(self):
        import datetime as dt

        from lantai.holdings.checks.scanner import ScannerVersion

        return ScannerVersion(super().version().engine, dt.datetime.now(dt.UTC))


def test_clamd_finds_what_its_signatures_know(clamd):
    assert clamd.scan(io.BytesIO(EICAR)).startswith("Lantai.Test.Eicar")
    assert clamd.scan(io.BytesIO("前".encode() + WORD)).startswith("Lantai.Test.Word")
    assert clamd.scan(io.BytesIO(b"nothing")) == ""
    assert clamd.version().engine.startswith("ClamAV")


def test_a_file_larger_than_clamd_takes_is_not_called_clean(clamd):
    with pytest.raises(ScannerFailed):
        clamd.scan(io.BytesIO(b"x" * (3 << 20)))


def test_an_infected_package_fails_and_a_clean_one_passes(clamd, pool, tmp_path):
    scanner = Dated(clamd.address)

    clean = judged(write(tmp_path / "clean", Made()), pool, scanner=scanner)
    sick = judged(write(tmp_path / "sick", Made().file(0, "2019/1.txt", EICAR)), pool, scanner=scanner)

    assert (statuses(clean)["4-1"], statuses(clean)["4-2"]) == (Status.PASS, Status.PASS)
    assert statuses(sick)["4-2"] is Status.FAIL
    assert told(sick, "4-2") == ["checks.infected"]


def test_signatures_without_a_day_or_too_old_are_not_relied_on(clamd, pool, tmp_path):
    report = judged(write(tmp_path, Made().file(0, "2019/1.txt", EICAR)), pool, scanner=clamd)

    assert statuses(report)["4-2"] is Status.NOT_RUN
    result = next(each for each in report.results if each.item.number == "4-2")
    assert result.tally.reason.code == "checks.scanner_stale"
    assert scheme_named("").virus_days == 14


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/socket", "nonsense", "host:port"])
def test_a_scanner_that_does_not_answer_leaves_the_item_not_checked(address, pool, tmp_path):
    report = judged(write(tmp_path, Made()), pool, scanner=Scanner(address))

    assert statuses(report)["4-2"] is Status.NOT_RUN
    assert statuses(report)["4-1"] is Status.MANUAL_PENDING
