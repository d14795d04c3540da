"""Everything is in the reference pages. That what is generated in them is current, `bin/check` asks."""

from __future__ import annotations

from tests.docs import reference
from tests.docs.markdown import ROOT, pages

GENERATED = [page for page in pages() if "[[[cog" in page.read_text(encoding="utf-8")]


def page(name: str) -> str:
    return (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")


def test_it_generates_the_reference_pages():
    names = {path.name for path in GENERATED}

    assert names >= {"settings.md", "commands.md", "errors.md", "findings.md", "access.md", "events.md"}


def test_it_describes_every_command():
    silent = [name for name in reference.command_names() if not reference.load_command(name).help.strip()]
    missing = [name for name in reference.command_names() if f"\n## {name}\n" not in page("commands.md")]

    assert (silent, missing) == ([], [])


def test_it_explains_every_argument_of_every_command():
    silent = [
        f"{name} {action.dest}"
        for name in reference.command_names()
        for action in reference.command_parser(name)._actions
        if not action.help
    ]

    assert silent == []


def test_it_lists_every_refusal_with_a_remedy():
    found = reference.errors()
    codes = [error.code for error in found]

    assert sorted({code for code in codes if codes.count(code) > 1}) == []
    assert [error.__qualname__ for error in found if not error.hint.strip()] == []
    assert [error.__qualname__ for error in found if "code" in vars(error) and "." not in error.code] == []
    assert [code for code in codes if f"| `{code}` |" not in page("errors.md")] == []


def test_it_gives_every_refusal_a_code_of_its_own():
    reference.import_everything()
    waiting, without = list(reference.ArchiveError.__subclasses__()), []
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if "code" not in vars(error) and not error.__subclasses__() and error.__module__.startswith("lantai."):
            without.append(error.__qualname__)

    assert without == []


def test_it_lists_every_finding():
    reference.import_everything()

    assert [code for code in reference.SENTENCES if f"| `{code}` |" not in page("findings.md")] == []
    assert [code for code, (_, remedy) in reference.SENTENCES.items() if not remedy.strip()] == []


def test_it_lists_every_setting():
    reference.settings_table()

    assert [name for name in reference.env.VARIABLES if f"| `{name}` |" not in page("settings.md")] == []
    assert [name for name, variable in reference.env.VARIABLES.items() if not variable.help.strip()] == []


def test_it_names_events_by_subject_and_act():
    assert [verb for verb, _ in reference.verbs() if verb.count(":") not in {1, 2}] == []
    assert len(reference.verbs()) >= 4
