"""The report as JSON: the same bytes for the same package wherever it was checked, but for `run` and the database."""

from __future__ import annotations

from typing import Any

from lantai.base.common.findings import Finding
from lantai.holdings.checks.items import Link, items
from lantai.holdings.checks.results import ItemOutcome, Report, Status, Tally, in_english

FORM = "lantai/four-property-check"
FORM_VERSION = 1


def report_as_json(report: Report) -> dict[str, Any]:
    """Messages are English whatever the language of the page; names stand in both."""
    return in_english(lambda: report_in_words(report))


def report_in_words(report: Report) -> dict[str, Any]:
    """The same in the active language: what is printed."""
    return {
        "form": FORM,
        "form_version": FORM_VERSION,
        "standard": items().standard,
        "items_version": items().version,
        "link": str(report.link),
        "scheme": {"code": report.scheme.code, "version": report.scheme.version, "name": dict(report.scheme.labels)},
        "package": report.package.as_json(),
        "outcome": str(report.outcome),
        "counts": report.counts(),
        "results": [item_as_json(each, report.link) for each in report.results],
    }


def item_as_json(result: ItemOutcome, link: Link) -> dict[str, Any]:
    item, tally = result.item, result.tally
    return {
        "code": item.code(link),
        "property": dict(items().properties[item.group]),
        "name": dict(item.names),
        "aliases": list(item.aliases),
        "automation": str(item.automation),
        "mandatory": result.mandatory,
        "status": str(result.status),
        "status_in_words": result.status.label,
        **counts_as_json(tally),
        "reason": reason_as_json(result.status, tally),
        "findings": [each.as_json() for each in tally.first],
        "more_findings": result.more,
    }


def counts_as_json(tally: Tally) -> dict[str, int]:
    return {"objects": tally.objects, "failed": tally.failed, "warned": tally.warned}


def reason_as_json(status: Status, tally: Tally) -> dict[str, str] | None:
    """Why the item has no result of its own; nothing where it has one."""
    if tally.reason is None or status in {Status.PASS, Status.FAIL, Status.WARN}:
        return None
    return finding_as_json(tally.reason)


def finding_as_json(finding: Finding) -> dict[str, str]:
    return {"code": finding.code, "message": finding.sentence(), "remedy": finding.remedy()}
