"""Which words of a page are not of its language: what nobody translated, and codes that stand where words should."""

from __future__ import annotations

import re
from collections.abc import Collection
from html.parser import HTMLParser

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models

from lantai.holdings.acquisitions.kinds import periods
from lantai.holdings.catalogue.elements import element_set

WIDE = "\u2e80-\u303f\u3400-\u9fff\uff01-\uff5e"
SPOKEN = re.compile(rf"[{WIDE}]+")
WORD = re.compile(r"(?<![\w./@·-])[A-Za-z]{4,}(?![\w/@·-]|\.\w|:/)")
CODE = re.compile(r"(?<![\w./-])[a-z]+(?:_[a-z]+)+(?![\w/-]|\.\w)")
TOLD_IN = {"aria-label", "title", "alt", "placeholder", "data-label"}
UNTOLD = {"script", "style", "kbd", "code"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NAMES = {
    "Lantai", "English", "TOTP", "Enter", "Shift", "Excel", "JavaScript", "XLSX", "IIIF", "Dublin", "Core", "OCFL",
    "BagIt", "METS", "UTF", "Ctrl", "Cookie", "JSON", "JPEG", "Ghostscript", "LibreOffice", "Python", "Word",
    "rapidocr", "work", "wangxiaoming", "jiehunzheng", "petition",
}  # fmt: skip
"""What is called so in Chinese too: with a verb of the command line, two examples to type, a detector of the tests."""
TERMS = ("中文", "王小明", "长期", "短期", "30年")
"""What is written so in English as well: the other language, an example, terms of an older rule."""


class Told(HTMLParser):
    """What a page says to people: its text and what stands in for pictures.

    Not what is set as a code, as a key, or in a language of its own (WCAG 2.2, 3.1.2).
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._untold = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        is_code = {"code", "digest"} & set((given.get("class") or "").split())
        is_quoted = "lang" in given and tag != "html"
        if not (self._untold or is_quoted):
            self.said += [value for name, value in given.items() if name in TOLD_IN and value]
        if tag not in VOID and (self._untold or tag in UNTOLD or is_code or is_quoted):
            self._untold += 1

    def handle_endtag(self, tag):
        if self._untold and tag not in VOID:
            self._untold -= 1

    def handle_data(self, text):
        if not self._untold:
            self.said.append(text)


def said_in_data() -> str:
    """Everything that people, files and rules of this archive say: data may be Chinese."""
    columns = (models.CharField, models.TextField, models.JSONField)
    texts = [
        str(value)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, columns)
        for value in model._base_manager.values_list(field.name, flat=True)
    ]
    values = [value for element in element_set().elements for value in element.choices]
    return "\n".join([*texts, *values, *periods(), settings.SITE_NAME, *TERMS])


def user_names() -> set[str]:
    return set(get_user_model()._default_manager.values_list("username", flat=True))


def foreign(html: str, language: str, *, data: str, users: Collection[str]) -> list[str]:
    """Words of the other language that no data say, and codes of the program, on one page."""
    said = "\n".join(Told(html).said)
    codes = [each for each in CODE.findall(said) if each not in users]
    if language == "en":
        return codes + [each for each in SPOKEN.findall(said) if each not in data]
    return codes + [each for each in WORD.findall(said) if each not in NAMES and each not in users]
