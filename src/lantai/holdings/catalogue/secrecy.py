"""Which words of a secrecy level (密级) stand for a state secret: the one predicate of the whole system, as data.

Intake and imports refuse what is classified; opening refuses whatever is not known to mean that there is no secret
(保守国家秘密法; 档案法 20): the gate errs on the side that can be mended.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lantai.base.common.text import fold
from lantai.holdings.catalogue.data_files import read_data_file

FILE = Path(__file__).with_name("secrecy.yaml")
_TEXTS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_LISTS = ("labels", "levels", "codes", "none", "inside")
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", *_LISTS],
    "additionalProperties": False,
    "properties": {"schema": {"const": 2}, "version": {"type": "integer", "minimum": 1}}
    | dict.fromkeys(_LISTS, _TEXTS),
}


@cache
def _rules() -> dict[str, tuple[str, ...]]:
    data: dict[str, Any] = read_data_file(FILE, SCHEMA)
    return {name: tuple(data[name]) for name in _LISTS}


@lru_cache(maxsize=4096)
def _bare(level: str) -> str:
    """Letters and numbers alone, in their plain form, without what only says that a level follows."""
    text = "".join(sign for sign in unicodedata.normalize("NFKC", level).casefold() if sign.isalnum())
    while label := next((each for each in _rules()["labels"] if text.startswith(each)), ""):
        text = text.removeprefix(label)
    return text


def is_classified(level: str) -> bool:
    """Whether what stands there is a level of state secrets, in whatever spelling."""
    text = _bare(level)
    if _says_none(text):
        return False
    begins = any(text.startswith(code) and not _is_letter(text[len(code) :]) for code in _rules()["codes"])
    return begins or any(word in text for word in _rules()["levels"])


def _is_letter(rest: str) -> bool:
    return rest[:1].isascii() and rest[:1].isalpha()


def is_secret(level: str) -> bool:
    """Whether it says state secret, or something nobody knows."""
    return not (_says_none(_bare(level)) or is_internal(level))


@lru_cache(maxsize=4096)
def grade_of(level: str) -> str:
    """What grade of secret it says, in whatever spelling: 密级：★機密 is 机密. Unknown words are their own."""
    text = _bare(level)
    return fold(next((word for word in _rules()["levels"] if word in text), text))


def is_internal(level: str) -> bool:
    """内部, 国内 and their like: meant for some, and no state secret."""
    text = _bare(level)
    return text.startswith(_rules()["inside"]) and "密" not in text and not is_classified(level)


def _says_none(text: str) -> bool:
    return text in _rules()["none"] or text.removesuffix("级") in _rules()["none"]
