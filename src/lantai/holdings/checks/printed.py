"""The report on paper (四性检测报告): the same values as the JSON, in the active language, set as PDF/A."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext as _, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.who import named_in_sentence
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.catalogue.record_types import label_of
from lantai.holdings.checks.items import Link, items
from lantai.holdings.checks.results import DAMAGE, STORAGE, Outcome, Status

TYPESET = "lantai.engines.formats.typesetting.typeset"
TEMPLATE = Path(__file__).parent / "layouts" / "report.typ"
SHOWN = 5
"""Findings of one item on paper; the others are in the JSON and in the file of findings."""
MOST_FILES = 2000
"""So many files are named in the annex."""
MARKS = {
    Status.PASS: "√",
    Status.FAIL: "×",
    Status.WARN: "△",
    Status.NA: "—",
    Status.NOT_RUN: "○",
    Status.MANUAL_PENDING: "□",
}
SECONDS = 60.0


class ReportNotPrinted(ArchiveError):
    code = "checks.not_printed"
    message = gettext_noop("The report could not be printed: %(reason)s")
    hint = gettext_noop("Take the report as JSON meanwhile; “bin/lantai doctor” says what is missing.")
    http_status = 503
    exit_code = 4


def print_report(report: Mapping[str, Any], target: Path, pool: ReaderPool) -> None:
    """Set a report, as `report_in_words` gives it, and write it to `target`. Raises `ReportNotPrinted`, OSError."""
    part = target.with_name(target.name + ".part")
    try:
        pool.call(TYPESET, TEMPLATE, values_of(report), part, made=timezone.localtime(), tagged=True, seconds=SECONDS)
        part.replace(target)
    except Unreadable as error:
        raise ReportNotPrinted(reason=error.finding(target.name).sentence()) from error
    finally:
        part.unlink(missing_ok=True)


def values_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """What the template is set with."""
    return {
        "title": _("Report of the four-property check"),
        "language": "en" if (get_language() or "").startswith("en") else "zh",
        "standard": report["standard"],
        "facts": [{"label": label, "value": value} for label, value in _facts(report)],
        "outcome": {"label": _("Outcome"), "value": Outcome(report["outcome"]).label},
        "counts": [
            {"mark": MARKS[status], "label": status.label, "count": report["counts"].get(str(status), 0)}
            for status in Status
        ],
        "columns": [_("Code"), _("Check item"), _("Status"), _("What was seen")],
        "groups": _groups(report),
        "files": _files(report["results"]),
        "signatures": [_("Checked by"), _("Reviewed by"), _("Date")],
        "again": _again(report),
        "page": _("page {page} of {pages}"),
        "words": {
            "missing": _("The fonts have no shape for these characters; “⬚” stands in their place:"),
            "missing_columns": [_("Code point"), _("Times"), _("Where")],
        },
    }


def _again(report: Mapping[str, Any]) -> str:
    """By which command; what is kept is looked at where it lies."""
    package = report["package"]
    if package.get("form") == STORAGE:
        command = f"bin/lantai check_keeping --fonds {package.get('fonds', '')}"
        return _("The archive repeats this check with: %(command)s") % {"command": command}
    command = f"bin/lantai check PATH --link {report['link']} --scheme {report['scheme']['code']}"
    return _("Anybody can repeat this check without a database: %(command)s") % {"command": command}


def _facts(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    package, scheme, run = report["package"], report["scheme"], report.get("run", {})
    facts = [
        (_("Package"), package.get("name", "")),
        (_("Form of the package"), f"{package.get('form', '')} {package.get('version', '')}".strip()),
        (_("Files"), f"{package.get('files', 0):,}"),
        (_("Bytes"), f"{package.get('bytes', 0):,}"),
        (_("Units"), f"{package.get('units', 0):,}"),
        (_("Digest"), package.get("digest", "")),
        (_("Check link"), f"{report['link']} {Link(report['link']).label}"),
        (_("Check scheme"), f"{label_of(scheme['name'])} ({scheme['code']} {scheme['version']})"),
        (_("Standard"), f"{report['standard']} ({report['items_version']})"),
    ]
    if run:
        facts += [(_("Operator"), run["operator"]), (_("Time"), _moment(run["ended"] or run["started"]))]
        facts += [(_("Run"), run["id"])]
    return facts


def _moment(text: str) -> str:
    return f"{timezone.localtime(dt.datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"


def _groups(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "title": label_of(names),
            "rows": [_row(row) for row in report["results"] if row["code"].split("-")[1] == number],
        }
        for number, names in items().properties.items()
    ]


def _named(finding: Mapping[str, Any]) -> str:
    """What was found, with the file it was found in."""
    where, message = finding["object"], finding["message"]
    if not where or where in message:
        return str(message)
    return _("%(where)s: %(message)s") % {"where": where, "message": message}


def _files(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The annex: by name, each file that failed or is damaged, and how. Empty where the tables above name them all."""
    broken = {row["code"]: [each for each in row["findings"] if _is_broken(each)] for row in results}
    found: dict[str, list[str]] = {}
    for code, findings in broken.items():
        for each in findings if max(map(len, broken.values())) > SHOWN else ():
            if each["object"]:
                found.setdefault(each["object"], []).append(f"{code}  {each['message']}")
    names = sorted(found)
    kept = sum(each["status"] == Status.FAIL for row in results for each in row["findings"])
    is_cut = len(names) > MOST_FILES or sum(row["failed"] for row in results) > kept
    rest = _("There are more; all of them are in the file of findings.") if names and is_cut else ""
    return {
        "title": _("Files that failed or are damaged"),
        "columns": [_("Where"), _("What is wrong")],
        "rows": [{"name": name, "told": found[name]} for name in names[:MOST_FILES]],
        "rest": rest,
    }


def _is_broken(finding: Mapping[str, Any]) -> bool:
    return finding["status"] == Status.FAIL or finding["code"] in DAMAGE


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    status = Status(row["status"])
    name = label_of(row["name"])
    told = [_named(each) for each in row["findings"][:SHOWN]]
    more = row["more_findings"] + len(row["findings"]) - len(told)
    if more:
        told.append(_("… and %(count)s more") % {"count": f"{more:,}"})
    if row["reason"] and "answer" not in row:
        told.insert(0, row["reason"]["message"])
    if answer := row.get("answer"):
        told.insert(
            0, _("Answered by %(who)s: %(note)s") % {"who": named_in_sentence(answer["by"]), "note": answer["note"]}
        )
    seen = _("%(objects)s looked at") % {"objects": f"{row['objects']:,}"} if row["objects"] else ""
    return {
        "place": row["code"],
        "code": row["code"],
        "name": name if row["mandatory"] else f"{name} {_('(optional)')}",
        "mark": MARKS[status],
        "status": status.label,
        "seen": seen,
        "told": told,
    }
