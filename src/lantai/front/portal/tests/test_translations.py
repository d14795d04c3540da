"""Every message of the code has its Chinese, with the same placeholders; nothing is fuzzy or left over."""

from __future__ import annotations

import gettext
import io
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

sys.path.insert(0, str(Path(settings.CHECKOUT) / "bin"))
import compile_messages

PACKAGE = Path(settings.CHECKOUT) / "src" / "lantai"
SOURCES = sorted(PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))
"""One file for what is common, one in each app that keeps its own."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def entries():
    texts = [source.read_text(encoding="utf-8") for source in SOURCES]
    return [entry for text in texts for entry in compile_messages.read_entries(text) if entry.singular]


def test_it_has_chinese_for_every_message():
    assert [entry.singular for entry in entries() if not all(entry.strings.values())] == []
    assert [entry.singular for entry in entries() if entry.is_fuzzy] == []


def test_it_says_the_same_in_every_file():
    said: dict[str, set[str]] = {}
    for entry in entries():
        said.setdefault(entry.key, set()).add(entry.value)

    assert {key: values for key, values in said.items() if len(values) > 1} == {}


def test_it_says_each_message_once_in_a_file():
    """Two lines of Chinese below one message are read as one sentence after the other."""
    wrong = []
    for source in SOURCES:
        blocks = [each for each in re.split(r"\n\s*\n", source.read_text(encoding="utf-8")) if "\nmsgstr" in each]
        said = Counter(tuple(re.findall(r'(?m)^(msg(?:ctxt|id).*(?:\n".*)*)', each)) for each in blocks)
        wrong += [each for each, number in said.items() if number > 1]
        wrong += [each for each in blocks if len(re.findall(r"(?m)^msgstr(?: |\[0\] )", each)) != 1]

    assert wrong == []


def test_it_keeps_every_placeholder():
    wrong = [
        entry.singular
        for entry in entries()
        for text in entry.strings.values()
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(entry.plural or entry.singular))
    ]

    assert wrong == []


def test_it_uses_the_words_of_the_vocabulary():
    said = {entry.singular: entry.strings[0] for entry in entries()}
    words = {
        "open": "开放",
        "restricted": "控制",
        "deferred": "延期开放",
        "unreviewed": "未审核",
        "reference code": "档号",
        "title": "题名",
        "creator": "责任者",
        "document number": "文号",
        "retention": "保管期限",
        "volume": "案卷",
        "item": "件",
        "Fonds": "全宗",
        "Findings": "问题清单",
        "Digests": "数字摘要",
        "originating unit": "立档单位",
    }

    assert {word: said[word] for word in words} == words


@pytest.mark.slow
def test_it_lists_every_message_of_the_code(tmp_path, monkeypatch):
    """What makemessages finds in the code is what the file holds: a message without Chinese cannot be merged."""
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is not installed (Debian: gettext); the list of messages cannot be made anew")
    ignored = shutil.ignore_patterns("tests", "vendor", "__pycache__", "locale")
    shutil.copytree(PACKAGE, tmp_path / "lantai", ignore=ignored)
    (tmp_path / "lantai" / "locale").mkdir()
    monkeypatch.chdir(tmp_path / "lantai")
    call_command("makemessages", locale=["zh_Hans"], no_wrap=True, no_obsolete=True, stdout=io.StringIO(), verbosity=0)
    fresh = tmp_path / "lantai" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    found = {e.key for e in compile_messages.read_entries(fresh.read_text(encoding="utf-8")) if e.singular}

    assert sorted(found - {entry.key for entry in entries()}) == []
    assert sorted({entry.key for entry in entries()} - found) == []


def test_it_compiles_what_gettext_reads_back(tmp_path):
    folder = tmp_path / "locale" / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    folder.joinpath("django.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "one\\n"\n"line"\nmsgstr "一\\n行"\n\n'
        'msgctxt "unit"\nmsgid "records"\nmsgstr "件"\n\n'
        'msgid "%(n)s page"\nmsgid_plural "%(n)s pages"\nmsgstr[0] "%(n)s 页"\n\n'
        '#, fuzzy\nmsgid "unsure"\nmsgstr "不确定"\n\n#~ msgid "gone"\n#~ msgstr "没有了"\n',
        encoding="utf-8",
    )

    assert compile_messages.compile_all(tmp_path) == 1
    assert compile_messages.compile_all(tmp_path) == 0
    with folder.joinpath("django.mo").open("rb") as compiled:
        read = gettext.GNUTranslations(compiled)
    assert read.gettext("one\nline") == "一\n行"
    assert read.pgettext("unit", "records") == "件"
    assert read.ngettext("%(n)s page", "%(n)s pages", 5) == "%(n)s 页"
    assert read.gettext("unsure") == "unsure"
    assert read.gettext("gone") == "gone"


def test_it_runs_with_nothing_but_python():
    script = Path(settings.CHECKOUT) / "bin" / "compile_messages.py"
    done = subprocess.run([sys.executable, "-I", "-S", str(script)], capture_output=True, check=False, timeout=60)

    assert done.returncode == 0
