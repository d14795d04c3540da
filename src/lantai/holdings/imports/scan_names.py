"""What the names of a record's scans say (standards §9.3, rule 3): pages that are not there, copies that came along."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.imports.matching import COPY_MARKS
from lantai.holdings.imports.spelled import IMAGES

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
_NUMBER = re.compile(r"(.*\D|)(\d{1,5})")


def about_scans(code: str, names: Sequence[str]) -> Iterator[Finding]:
    """What is doubtful in the names of the files of one record; the first jump of each run of numbers is told."""
    runs: dict[tuple[str, str, str], dict[int, str]] = defaultdict(dict)
    stems: dict[tuple[str, str], str] = {}
    copies: list[tuple[tuple[str, str], str]] = []
    for name in names:
        path = PurePosixPath(name)
        folder, stem, suffix = str(path.parent), path.stem, path.suffix.lower()
        plain = COPY_MARKS.sub("", stem)
        if plain and plain != stem:
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
