"""Units of a file that was read: lines of JSON, what belongs to a unit itself, and words that came later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml.etree import _Element as Element

from lantai.holdings.exchange.ead.names import attributes_of, is_component, local, parts
from lantai.holdings.exchange.ead.text import flat
from lantai.holdings.exchange.said import Said

UNITS, WHOLE = "units.jsonl", "whole.json"


def own_parts(element: Element, ahead: set[Element]) -> Iterator[Element]:
    for each in parts(element):
        if local(each) in {"dsc", "dscgrp"}:
            yield from own_parts(each, ahead)
        elif not is_component(each):
            yield each
        if each in ahead:
            return


def units_in(path: Path) -> Iterator[dict[str, Any]]:
    """The units of a file that was read, those above before those below."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def merge(said: Said, more: Said) -> None:
    """Words that came later beside those that are there."""
    said.date = said.date or more.date
    for mine, theirs in ((said.values, more.values), (said.fields, more.fields)):
        for name, value in theirs.items():
            held = mine.get(name)
            if isinstance(held, dict) and isinstance(value, dict):
                mine[name] = {**held, **{k: "\n".join(x for x in (held.get(k, ""), v) if x) for k, v in value.items()}}
            elif isinstance(held, str) and isinstance(value, str):
                mine[name] = f"{held}\n{value}"
            elif isinstance(held, list) and isinstance(value, list):
                mine[name] = [*held, *value]
            else:
                mine[name] = value


def told_by(element: Element, path: str, entities: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every text and attribute of a header, by its path."""
    yield from attributes_of(element, path)
    children = list(parts(element))
    mixed = bool((element.text or "").strip()) or any((child.tail or "").strip() for child in children)
    if mixed or not children:
        if text := flat(element, entities):
            yield path, text
        for child in children:
            yield from (
                (where, text) for where, text in told_by(child, f"{path}/{local(child)}", entities) if "@" in where
            )
        return
    for child in children:
        yield from told_by(child, f"{path}/{local(child)}", entities)
