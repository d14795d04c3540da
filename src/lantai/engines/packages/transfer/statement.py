"""说明文件.TXT: names and values with either kind of colon, in any encoding a Chinese office saves text in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes as common
from lantai.engines.packages.model import Statement
from lantai.engines.packages.text import Opener, encoding_of, lines
from lantai.engines.packages.transfer import codes
from lantai.engines.packages.transfer.rules import rules

_LARGEST = 1 << 20
_MOST_LINES = 20_000
_NUMBERED = re.compile(r"^(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、]\s*)+")
_COLON = re.compile("[:：︰﹕]")
_BLANKS = re.compile(r"[\s\u3000]+")


@dataclass
class ReadStatement:
    """A statement as it was read, and what is to be said about it."""

    statement: Statement
    findings: list[Finding] = field(default_factory=list)


def read_statement(opened: Opener, source: str) -> ReadStatement:
    """Read a 说明文件. A line without a colon goes on with the value before it. Raises OSError."""
    encoding = encoding_of(opened)
    values: dict[str, list[list[str]]] = {}
    rest: list[str] = []
    found: list[Finding] = []
    last: list[str] | None = None
    size = 0
    for line in lines(opened, encoding.codec):
        size += len(line.text)
        if size > _LARGEST or line.number > _MOST_LINES:
            found.append(_of(source, codes.STATEMENT_TOO_LARGE, Severity.ERROR, line=line.number))
            break
        text = line.text.strip(" \t\u3000\ufeff\x00")
        if line.cut:
            found.append(_of(source, common.TOO_LONG_LINE, Severity.ERROR, line=line.number))
        elif not text:
            continue
        elif (pair := _pair(text)) is not None:
            last = [pair[1]]
            values.setdefault(pair[0], []).append(last)
        elif last is not None:
            last.append(text)
        else:
            rest.append(text)
            found.append(_of(source, codes.LINE_UNREAD, Severity.INFO, line=line.number, text=text[:80]))
    if encoding.lossy:
        found.append(_of(source, common.LOST_CHARACTERS, Severity.ERROR, encoding=encoding.title))
    fields = {name: tuple("\n".join(parts).strip() for parts in given) for name, given in values.items()}
    statement = Statement(source, fields, tuple(rest), encoding.codec.removesuffix("-sig"))
    return ReadStatement(statement, [*found, *_judge(statement)])


def _pair(text: str) -> tuple[str, str] | None:
    """Name and value. The name is the standard's where it is a spelling of one; `移 交 单 位` is 移交单位."""
    colon = _COLON.search(text)
    name, value = (text[: colon.start()], text[colon.end() :]) if colon else (*text.split("\t", 1), "")[:2]
    plain = _BLANKS.sub("", _NUMBERED.sub("", name.strip()))
    known = rules().statement_names.get(plain)
    if not plain or (colon is None and known is None) or len(plain) > 30:
        return None
    return known or plain, value.strip(" \t\u3000")


def _judge(statement: Statement) -> Iterator[Finding]:
    known = {each.name for each in rules().statement}
    for each in rules().statement:
        if each.wanted != "no" and not any(statement.fields.get(each.name, ())):
            yield _of(statement.source, codes.FIELD_ABSENT, Severity(each.wanted), field=each.name)
    for name, values in statement.fields.items():
        if name not in known:
            yield _of(statement.source, codes.FIELD_UNKNOWN, Severity.INFO, field=name)
        elif len(set(values)) > 1:
            said = " | ".join(values)[:200]
            yield _of(statement.source, codes.FIELD_TWICE, Severity.WARNING, field=name, values=said)


def _of(source: str, code: str, severity: Severity, **params: str | int) -> Finding:
    return Finding(code, severity, source, {"source": source, **params})


def counts(text: str) -> dict[str, int]:
    """`10卷120件`, `共 1,200 件` as numbers by unit; a number without a unit counts documents."""
    plain = _BLANKS.sub("", text).replace(",", "").replace("，", "").translate(_FULL_WIDTH)
    found = {unit: int(number) for number, unit in re.findall(r"(\d{1,12})(卷|件)", plain)}
    if not found and plain.isascii() and plain.isdigit():
        found = {"": int(plain)}
    return found


_FULL_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)}
