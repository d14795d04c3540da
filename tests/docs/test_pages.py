"""Pages tell the truth about what they name: links, scripts, commands and their options, tested examples, versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import lantai
from lantai.base.common import findings
from tests.docs import reference
from tests.docs.markdown import ROOT, anchors, blocks, lantai_calls, links, name_of, pages

README_LIMIT = 120
DJANGO_COMMANDS = {"migrate", "shell"}
CALLS = [(page, call) for page in pages() for call in lantai_calls(page)]
TESTED = [(page, block) for page in pages() for block in blocks(page, "python tested")]


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_it_links_to_what_exists(page):
    assert [link for link in links(page) if is_dead(page, link)] == []


def is_dead(page: Path, link: str) -> bool:
    if re.match(r"(https?|mailto):", link):
        return False
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return not target.exists() or bool(anchor and target.suffix == ".md" and anchor not in anchors(target))


def test_it_would_find_a_dead_link(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One thing\n[a](#one-thing) [b](gone.md) [c](#two) `[d](x.md)`\n", encoding="utf-8")

    assert [link for link in links(page) if is_dead(page, link)] == ["gone.md", "#two"]


@pytest.mark.parametrize(
    ("page", "call"), CALLS, ids=lambda value: None if isinstance(value, Path) else " ".join(value)
)
def test_it_names_commands_as_they_are(page, call, capsys):
    verb, *arguments = call
    if verb not in {*reference.command_names(), *DJANGO_COMMANDS}:
        pytest.fail(f"{name_of(page)} names bin/lantai {verb}, which is no command")

    try:
        reference.command_parser(verb).parse_args(arguments)
        refused = 0
    except SystemExit as stop:
        refused = stop.code

    assert not refused, f"{name_of(page)}: bin/lantai {' '.join(call)}: {capsys.readouterr().err}"


@pytest.mark.parametrize("name", reference.command_names())
def test_it_prints_help(name, capsys):
    reference.command_parser(name).print_help()

    assert f"usage: lantai {name}" in capsys.readouterr().out


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_it_names_scripts_that_exist(page):
    named = set(re.findall(r"(?<![\w/.-])(?:bin|\.ci)/[a-z_][\w-]*", page.read_text(encoding="utf-8")))

    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    ("page", "block"), TESTED, ids=lambda value: name_of(value) if isinstance(value, Path) else None
)
def test_it_shows_python_that_runs(page, block, monkeypatch):
    monkeypatch.setattr(findings, "SENTENCES", dict(findings.SENTENCES))  # what an example declares is gone with it
    exec(compile(block, name_of(page), "exec"), {"__name__": "example"})


def test_it_agrees_on_the_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert newest is not None
    assert newest.group(1) == project == lantai.__version__


def test_it_tells_upgraders_what_to_do():
    changes = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]

    assert [entry.split()[0] for entry in changes if "What you must do when upgrading" not in entry] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_it_keeps_the_first_page_short(name):
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= README_LIMIT


def test_it_names_every_page_once_where_readers_begin():
    begin = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    named = sorted(re.findall(r"\]\(([^)]+\.md)\)", begin))
    pages = (each.relative_to(ROOT / "docs").as_posix() for each in (ROOT / "docs").rglob("*.md"))
    owed = {each for each in pages if each != "README.md" and not each.startswith("decisions/0")}

    assert named == sorted(owed)
