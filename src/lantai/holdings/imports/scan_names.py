"""What names of files say (standards §9.3, rules 3 and 6): pages that are not there, copies that came along, names that
other systems cannot have.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.names import awkward
from lantai.holdings.imports.spelled import IMAGES, unmarked

PAGES_MISSING = declare(
    "package.pages_missing",
    gettext_noop("The scans of %(code)s jump from %(before)s to %(after)s."),
    gettext_noop("Compare with the paper: scan what is missing and take it in. Nothing is renumbered."),
)
COPY_BESIDE = declare(
    "package.copy_beside",
    gettext_noop("%(path)s is called a copy of %(other)s; both were taken in."),
    gettext_noop(
        "Compare the two. If it is the same page once more, take it out of the package before it is handed over."
    ),
)
AWKWARD_NAMES = declare(
    "package.awkward_names",
    gettext_noop("%(count)s names cannot be used on Windows (first: %(path)s): %(reason)s."),
    gettext_noop("Nothing is lost: they came in under these names. Rename them before they are handed to others."),
)
LONG_PATHS = declare(
    "package.long_paths",
    gettext_noop("%(count)s paths are longer than %(most)s characters (the longest, %(length)s: %(path)s)."),
    gettext_noop(
        "Windows opens no file whose path is longer than 260. Shorten the names of folders before they are handed on."
    ),
)
_NUMBER = re.compile(r"(.*\D|)(\d{1,5})")


def about_scans(code: str, names: Sequence[str]) -> Iterator[Finding]:
    """What is doubtful in the names of the files of one record; the first jump of each run of numbers is told."""
    runs: dict[tuple[str, str, str], dict[int, str]] = defaultdict(dict)
    stems: dict[tuple[str, str], str] = {}
    copies: list[tuple[tuple[str, str], str]] = []
    for name in names:
        path = PurePosixPath(name)
        folder, stem, suffix = str(path.parent), path.stem, path.suffix.lower()
        plain = unmarked(stem)
        if plain != stem:
            copies.append(((folder, plain), name))
            continue
        stems[folder, stem] = name
        if suffix in IMAGES and (found := _NUMBER.fullmatch(stem)):
            runs[folder, found[1], suffix][int(found[2])] = name
    for run in runs.values():
        jump = next(((a, b) for a, b in pairwise(sorted(run)) if b != a + 1), None)
        if jump:
            told = {"code": code, "before": run[jump[0]], "after": run[jump[1]]}
            yield Finding(PAGES_MISSING, Severity.WARNING, run[jump[1]], told)
    for key, name in copies:
        if other := stems.get(key):
            yield Finding(COPY_BESIDE, Severity.WARNING, name, {"path": name, "other": other})


def about_names(names: Sequence[str], longest_path: int) -> Iterator[Finding]:
    """What Windows would not take among the names of a package, each reason once. `longest_path` 0: nobody asks."""
    if not longest_path:
        return
    reasons: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if reason := awkward(name):
            reasons[reason].append(name)
    for reason, several in reasons.items():
        told = {"count": len(several), "path": several[0], "reason": reason}
        yield Finding(AWKWARD_NAMES, Severity.WARNING, several[0], told)
    if long := [name for name in names if len(name) > longest_path]:
        worst = max(long, key=len)
        told = {"count": len(long), "most": longest_path, "length": len(worst), "path": worst}
        yield Finding(LONG_PATHS, Severity.WARNING, worst, told)
