"""An archive's own words: a YAML file with a schema, or a plain list with a word a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from lantai.base.common.data_files import BadDataFile, read_data_file
from lantai.engines.hints.model import GROUNDS, Found, Lexicon, LexiconWord
from lantai.engines.hints.page import Page
from lantai.engines.hints.rule_schema import LEXICON
from lantai.engines.hints.vocabulary import Vocabulary

ENDINGS = frozenset({".yaml", ".yml", ".txt"})
_SETTING = re.compile(r"#\s*(ground|score|version)\s*[:：]\s*(\S+)\s*$")
_MOST = 100_000


def read_lexicon(path: Path) -> Lexicon:
    """Raises `BadDataFile` with the line that is wrong.

    A plain list is UTF-8, a word a line; lines that begin with # are remarks, and `# ground: R3a`, `# score: 0.6` and
    `# version: 2` set what holds for all words. Its name is that of the file.
    """
    if path.suffix.lower() == ".txt":
        return _plain(path)
    data = read_data_file(path, LEXICON)
    return Lexicon(data["name"], data["version"], tuple(_word(each, data) for each in data["words"]))


def lexicons_in(folder: Path) -> tuple[Lexicon, ...]:
    """All of a folder by name; a folder that is not there holds none. Raises `BadDataFile` at the first wrong one."""
    if not folder.is_dir():
        return ()
    return tuple(read_lexicon(path) for path in sorted(folder.iterdir()) if path.suffix.lower() in ENDINGS)


def _word(given: str | dict[str, Any], data: dict[str, Any]) -> LexiconWord:
    own = {"word": given} if isinstance(given, str) else given
    return LexiconWord(own["word"], own.get("score", data["score"]), own.get("ground", data.get("ground", "")))


def _plain(path: Path) -> Lexicon:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadDataFile(path, 1, str(error)) from error
    if len(lines) > _MOST:
        raise BadDataFile(path, _MOST, f"more than {_MOST} lines")
    settings = {"ground": "", "score": "0.6", "version": "1"}
    words = []
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            settings.update(_setting(path, number, line))
        elif line.strip():
            words.append(line.strip())
    score, ground = float(settings["score"]), settings["ground"]
    name = re.sub(r"[\s@.]+", "-", path.stem)
    return Lexicon(name, int(settings["version"]), tuple(LexiconWord(word, score, ground) for word in words))


def _setting(path: Path, number: int, line: str) -> dict[str, str]:
    match = _SETTING.match(line)
    if not match:
        return {}
    key, value = match.groups()
    fits = {
        "ground": value in GROUNDS,
        "score": bool(re.fullmatch(r"1|1\.0+|0?\.\d{1,6}", value)) and float(value) > 0,
        "version": bool(re.fullmatch(r"[1-9]\d{0,8}", value)),
    }
    if not fits[key]:
        raise BadDataFile(path, number, f"{key} cannot be {value}")
    return {key: value}


@lru_cache(maxsize=16)
def _automaton(lexicon: Lexicon) -> tuple[Vocabulary, tuple[LexiconWord, ...]]:
    """A list's words as they fold; of two that fold alike the first counts."""
    words = Vocabulary({str(number): (each.word,) for number, each in enumerate(lexicon.words)})
    return words, tuple(lexicon.words[int(groups[0])] for groups in words.groups)


def find_words(page: Page, lexicons: Sequence[Lexicon]) -> list[Found]:
    """Every place of every word, the longest where they overlap within one list."""
    found: list[Found] = []
    for lexicon in lexicons:
        words, meant = _automaton(lexicon)
        last = 0
        for index, start, end in sorted(words.matches(page.squeezed.text), key=lambda each: (each[1], -each[2])):
            if end > last:
                word, last = meant[index], end
                rule = f"{lexicon.name}@{lexicon.version}"
                found.append(Found(*page.squeezed.span(start, end), rule, word.score, word.ground))
    return found
