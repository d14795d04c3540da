"""A demonstration that is whole is served again without being composed again; anything else is built on."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from demo.compose import things_to_try
from lantai.config import demonstration_done
from lantai.config.demonstration_done import Invitation, accounts_file, done, keep_done
from lantai.holdings.accessions.tests.factories import TransferFactory
from lantai.holdings.catalogue.codes import canonical
from tests.support.process import Program
from tests.support.shared import CHECKOUT

SCANNED = "其父曾廷礼名下房产继承"
TRIES = [{"query": "曾援朝", "title": "一个人的一生", "title_en": "One life"}]
PEOPLE = {"archivist": "gP9077tH14xX-7aA"}


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / "demo").mkdir()
    (tmp_path / "keys").mkdir()
    accounts_file().write_text(json.dumps(PEOPLE))
    return tmp_path


@pytest.fixture
def whole(db, home):
    """A demonstration of two transfers, built to its end."""
    transfers = [TransferFactory(state="stored") for _ in range(2)]
    keep_done(size="small", tries=TRIES, transfers=[each.pk for each in transfers])
    return transfers


def test_what_was_told_is_told_again(whole):
    assert done("small") == Invitation(PEOPLE, TRIES)


def test_another_size_is_built(whole):
    assert done("tiny") is None


def test_one_that_never_came_to_its_end_is_built(db, home):
    assert done("small") is None


def test_one_made_by_another_state_of_the_generator_is_built(whole, monkeypatch, tmp_path):
    generator = tmp_path / "generator"
    generator.mkdir()
    (generator / "people.py").write_text("changed")
    monkeypatch.setattr(demonstration_done, "GENERATOR", generator)
    assert done("small") is None


@pytest.mark.parametrize("state", ["storing", "failed", None])
def test_it_is_built_where_the_database_lacks_what_was_taken_in(whole, state):
    last = whole[-1]
    if state is None:
        last.delete()
    else:
        type(last).objects.filter(pk=last.pk).update(state=state)
    assert done("small") is None


@pytest.mark.parametrize("left", ["", "{", "[]", '{"size": "small"}'])
def test_a_file_that_says_nothing_is_no_reason_to_end(whole, home, left):
    demonstration_done._place().write_text(left)
    assert done("small") is None


def test_it_is_built_where_the_accounts_are_lost(whole):
    accounts_file().unlink()
    assert done("small") is None


def test_the_second_start_says_the_same_and_composes_nothing(tmp_path):
    """The verb itself, twice on one home: the parts that only building needs are not even loaded."""
    environment = {**os.environ, "LANTAI_HOME": str(tmp_path), "PYTHONPROFILEIMPORTTIME": "1"}
    environment.pop("LANTAI_DATABASE_URL", None)
    command = [sys.executable, "-m", "lantai", "demo", "--size", "tiny", "--no-serve", "--json"]

    first, second = (
        subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=True)
        for _ in range(2)
    )

    assert json.loads(first.stdout) == json.loads(second.stdout)
    assert json.loads(second.stdout)["records"] > 0
    assert " demo.compose\n" in first.stderr
    assert " demo.compose\n" not in second.stderr
    assert "demonstration_opening" not in second.stderr

    program, wanted = Program(tmp_path), things_to_try("tiny")
    assert [each["query"] for each in json.loads(second.stdout)["tries"]] == [each.query for each in wanted]
    for each in wanted:
        if each.query != SCANNED:
            hits = program.json("search", each.query, "--public", "--limit", "100")["hits"]
            assert set(map(canonical, each.expect)) - {canonical(hit["code"]) for hit in hits} == set(), each.query


def test_the_sentence_to_try_that_stands_on_a_scan_is_found_once_it_is_recognised(tiny, tmp_path):
    (code,) = next(each.expect for each in tiny.tries if each.query == SCANNED)
    fonds = next(each for each in tiny.fonds for record in each.records if record.code == code)
    scans = next(record.files for record in fonds.records if record.code == code)
    for name in scans:
        (tmp_path / "scans" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(fonds.folder / name, tmp_path / "scans" / name)
    program = Program(tmp_path / "home")

    program.json("take_in", str(tmp_path / "scans"), "--fonds", fonds.code, "--wait")
    hits = program.json("search", SCANNED)["hits"]

    assert [hit["code"] for hit in hits] == [code]
