"""A whole tree at once, from text as people write it: one class a line, deeper ones indented, or a sheet's columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import SeriesMisplaced, SeriesTaken, make_series
from lantai.holdings.catalogue.models import Fonds, Series

MOST = 2000


class TreeUnreadable(ArchiveError):
    code = "arrangement.tree_unreadable"
    message = gettext_noop("Line %(line)s cannot be read: %(text)s")
    hint = gettext_noop("Write a code and a title in each line, and indent what stands below by two blanks or a tab.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Line:
    """One class: how deep it stands, its code and title."""

    depth: int
    code: str
    title: str


def lines_of_tree(text: str) -> list[Line]:
    """The classes of a text. Copied cells of a sheet work too: leading empty cells are tabs, and so indent.

    Depth is by indentation: a line indented more than the one before stands below it. Raises `TreeUnreadable`.
    """
    found: list[Line] = []
    indents: list[int] = []
    for number, raw in enumerate(text.expandtabs(4).replace("\u3000", "  ").splitlines(), start=1):
        if not raw.strip():
            continue
        said = re.match(r"( *)(\S{1,60})[ :：、]+(\S.*?) *$", raw)
        if said is None or len(found) >= MOST or len(said[3]) > 300:
            raise TreeUnreadable(line=number, text=raw.strip()[:80])
        indent = len(said[1])
        while indents and indents[-1] >= indent:
            indents.pop()
        indents.append(indent)
        found.append(Line(len(indents) - 1, said[2], said[3]))
    if not found:
        raise TreeUnreadable(line=1, text="")
    return found


@transaction.atomic
def enter_tree(*, actor: Actor, fonds: Fonds, scheme_version: int, text: str, reason: str) -> int:
    """Enter the classes of a text into a version of the scheme; those that are there stay. Gives how many were made.

    All or none of them, and one event. Raises `TreeUnreadable`, `SeriesTaken`, `SeriesMisplaced`.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    lines = lines_of_tree(text)
    known = {
        (each.parent_id, each.code): each for each in Series.objects.filter(fonds=fonds, scheme_version=scheme_version)
    }
    above: list[Series] = []
    made = 0
    for line in lines:
        if line.depth >= 8 or not 1 <= scheme_version <= 9999:
            raise SeriesMisplaced(code=line.code)
        del above[line.depth :]
        parent = above[-1] if above else None
        series = known.get((parent.pk if parent else None, line.code))
        if series is not None and series.title != line.title:
            raise SeriesTaken(code=line.code)
        if series is None:
            series = make_series(fonds, line.code, line.title, parent, scheme_version)
            known[parent.pk if parent else None, line.code] = series
            made += 1
        above.append(series)
    data = {"version": scheme_version, "classes": made, "reason": reason.strip()[:200]}
    record_event("series:tree:enter", actor=actor, subject=("fonds", fonds.ulid), data=data)
    return made
