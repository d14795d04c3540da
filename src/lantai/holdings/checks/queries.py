"""What pages, commands and other apps ask of runs: lists, one run, its report."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from lantai.base.accounts.access import Scope
from lantai.base.common.findings import SENTENCES, Finding, Severity
from lantai.holdings.checks.as_json import FORM, FORM_VERSION, finding_as_json
from lantai.holdings.checks.items import Link, items
from lantai.holdings.checks.models import CheckFinding, CheckResult, CheckRun
from lantai.holdings.checks.results import Status, in_english


def runs_of(subject: str) -> QuerySet[CheckRun]:
    """The runs of one subject, newest first. Whoever asks has seen to it that the subject may be seen."""
    return CheckRun.objects.filter(subject=subject).select_related("institution").order_by("-pk")


def report_of(run: CheckRun) -> dict[str, Any]:
    """The report as JSON: what the command says of the same package, with what people have answered and `run`."""
    return in_english(lambda: _report(run))


def _report(run: CheckRun) -> dict[str, Any]:
    results = list(run.results.prefetch_related("findings", "evidence"))
    return {
        "form": FORM,
        "form_version": FORM_VERSION,
        "standard": items().standard,
        "items_version": run.items_version,
        "link": run.link,
        "scheme": {"code": run.scheme, "version": run.scheme_version, "name": run.scheme_label},
        "package": run.package,
        "outcome": run.outcome,
        "counts": run.counts,
        "results": [_result(each, Link(run.link)) for each in results],
        "run": {
            "id": run.ulid,
            "subject": run.subject,
            "institution": run.institution_id,
            "state": run.state,
            "operator": run.operator,
            "started": run.started_at.isoformat(),
            "ended": run.ended_at.isoformat() if run.ended_at else None,
        },
    }


def _result(result: CheckResult, link: Link) -> dict[str, Any]:
    item, status = result.item, Status(result.status)
    shown = {
        "code": item.code(link),
        "property": dict(items().properties[item.group]),
        "name": dict(item.names),
        "aliases": list(item.aliases),
        "automation": str(item.automation),
        "mandatory": result.mandatory,
        "status": str(status),
        "status_in_words": status.label,
        "objects": result.objects_seen,
        "failed": result.failed,
        "warned": result.warned,
        "reason": _reason(result),
        "findings": [_finding(each) for each in result.findings.all()],
        "more_findings": result.told - len(result.findings.all()),
    }
    if result.answered_at:
        shown["answer"] = {
            "found": result.found,
            "note": result.note,
            "by": result.answered_by,
            "at": result.answered_at.isoformat(),
            "evidence": [{"name": each.name, "sha256": each.sha256} for each in result.evidence.all()],
        }
    return shown


def _reason(result: CheckResult) -> dict[str, str] | None:
    finding = reason_of(result)
    return finding_as_json(finding) if finding else None


def reason_of(result: CheckResult) -> Finding | None:
    """Why the program has no result of its own for this item; None where it has one, or the code is not known now."""
    has_one = result.found in {Status.PASS, Status.FAIL, Status.WARN}
    if has_one or not result.reason_code or result.reason_code not in SENTENCES:
        return None
    return Finding(result.reason_code, Severity.INFO, "", result.reason_params)


def _finding(row: CheckFinding) -> dict[str, Any]:
    finding = finding_of(row)
    return {
        "object": row.object,
        "code": row.code,
        "status": row.status,
        "seen": row.seen,
        "expected": row.expected,
        "message": finding.sentence(),
        "remedy": finding.remedy(),
    }


def finding_of(row: CheckFinding) -> Finding:
    return Finding(row.code, Severity(row.severity), row.object, row.params)


def run_at(ulid: str, scope: Scope) -> CheckRun | None:
    """One run, or None: unknown and not theirs look the same."""
    return CheckRun.objects.within(scope).select_related("institution").filter(ulid=ulid).first()
