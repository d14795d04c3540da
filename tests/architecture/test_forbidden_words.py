"""What must never be committed: one machine's paths, addresses of package indexes, unfinished business."""

from __future__ import annotations

import json
import re

import pytest

from tests.architecture.source import ROOT, modules, tracked_files

SIZE_LIMIT = 1_000_000
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:work|home|root|Users|opt/(?:pypi|wheels))/[\w.-]+")
INDEX = re.compile(
    r"(?:https?|file)://[^\s\"'<>]*(?:pypi|pythonhosted|npmjs|registry|/simple\b)[^\s\"'<>]*|--(?:extra-)?index-url"
)
UNFINISHED = re.compile(r"\b(?:[T]ODO|[F]IXME|[X]XX)\b(?!\(#\d+\))")
# An index address handed over on a command line is what these two files are about.
MAY_SPEAK_OF_INDEXES = {"bin/compile-requirements", "tests/architecture/test_forbidden_words.py"}


def lines_matching(pattern: re.Pattern[str], except_for: frozenset[str] | set[str] = frozenset()) -> list[str]:
    found = []
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if name in except_for or path.stat().st_size > SIZE_LIMIT:
            continue
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
            if match := pattern.search(line):
                found.append(f"{name}:{number} {match.group()}")
    return found


def test_it_names_no_machines_paths():
    assert lines_matching(MACHINE_PATH) == []


def test_it_names_no_package_index():
    assert lines_matching(INDEX, MAY_SPEAK_OF_INDEXES) == []


def test_it_locks_libraries_without_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))

    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
    assert [name for name, entry in lock["packages"].items() if name and "integrity" not in entry] == []


def test_it_leaves_no_unfinished_business_without_an_issue():
    found = [
        f"{module.name}:{number} {line.strip()}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), start=1)
        if UNFINISHED.search(line)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATH, 'DATA = "/ho' + 'me/somebody/data"'),
        (INDEX, "https://mirror.example/py" + "pi/web/sim" + "ple/uv"),
        (INDEX, "https://regis" + "try.example/@tabler"),
        (UNFINISHED, "# TO" + "DO later"),
    ],
)
def test_it_would_find_them(pattern, line):
    assert pattern.search(line)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATH, "LANTAI_HOME=/srv/lantai/home/"),
        (INDEX, "See https://opencollective.com/openseadragon"),
        (UNFINISHED, "# TO" + "DO(#12) wait for Django 6"),
    ],
)
def test_it_leaves_others_alone(pattern, line):
    assert not pattern.search(line)
