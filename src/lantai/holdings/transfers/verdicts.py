"""What the checks of a round have come to by now: a person's answers count, so the run is asked anew each time."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from lantai.holdings.catalogue.record_types import label_of
from lantai.holdings.checks.models import CheckResult, CheckRun
from lantai.holdings.checks.queries import reason_of, runs_of
from lantai.holdings.checks.results import Status
from lantai.holdings.transfers.models import Transfer

PROPERTIES = {"1": "accuracy", "2": "completeness", "3": "usability", "4": "security"}
"""The groups of DA/T 70-2018 under the words of the register form."""
WORST_FIRST = (Status.FAIL, Status.WARN, Status.MANUAL_PENDING, Status.NOT_RUN)
TOLD = (Status.PASS, Status.WARN, Status.FAIL, Status.NOT_RUN, Status.MANUAL_PENDING)


def subject_of_checks(transfer: Transfer) -> str:
    """How runs of the archive name a hand-over."""
    return f"transfer:{transfer.ulid}"


def subject_of_self_check(transfer: Transfer) -> str:
    return f"self-check:{transfer.ulid}"


def last_run(transfer: Transfer) -> CheckRun | None:
    """The archive's run of this round; None while there is none."""
    checks = transfer.receiver_checks
    if checks.get("round") != transfer.round or not checks.get("run"):
        return None
    return runs_of(subject_of_checks(transfer)).filter(ulid=checks["run"]).first()


def last_self_check(transfer: Transfer) -> CheckRun | None:
    return runs_of(subject_of_self_check(transfer)).first()


def outcome_now(transfer: Transfer) -> str:
    """The outcome of the checks of this round; empty while there is none."""
    checks = transfer.receiver_checks
    if checks.get("round") != transfer.round:
        return ""
    run = last_run(transfer)
    return str(run.outcome if run else checks.get("outcome", ""))


def digest_of_checks(transfer: Transfer) -> str:
    """The digest of the checks of this round, as it stands in the form that was signed."""
    checks = transfer.receiver_checks
    return str(checks.get("digest", "")) if checks.get("round") == transfer.round else ""


def checks_as_said(transfer: Transfer) -> dict[str, Any]:
    """The run in the words of the register form, in Chinese: it states by which method each property was checked."""
    run = last_run(transfer)
    if run is None:
        return dict(transfer.receiver_checks)
    with translation.override("zh-hans"):
        method = _("DA/T 70-2018, scheme “%(scheme)s” version %(version)s") % {
            "scheme": label_of(run.scheme_label),
            "version": run.scheme_version,
        }
        by_group: dict[str, list[Status]] = {}
        for result in run.results.all():
            by_group.setdefault(result.item.group, []).append(Status(result.status))
        properties = {
            PROPERTIES[group]: f"{method}：{_counts(statuses)}"
            for group, statuses in by_group.items()
            if group in PROPERTIES
        }
    return dict(transfer.receiver_checks) | {
        "outcome": run.outcome,
        "digest": run.package_digest,
        "properties": properties,
    }


def _counts(statuses: list[Status]) -> str:
    return "，".join(f"{status.label} {statuses.count(status)}" for status in TOLD if status in statuses)


def results_to_show(run: CheckRun | None) -> list[dict[str, Any]]:
    """The items that did not pass, each with its first findings: what somebody has to look at."""
    if run is None:
        return []
    rows = run.results.exclude(status__in=[Status.PASS, Status.NA]).prefetch_related("findings")
    return sorted((_shown(row) for row in rows), key=lambda row: WORST_FIRST.index(row["status"]))


def _shown(row: CheckResult) -> dict[str, Any]:
    reason = reason_of(row)
    return {
        "code": row.code,
        "name": label_of(row.item.names),
        "status": row.status,
        "label": Status(row.status).label,
        "mandatory": row.mandatory,
        "reason": reason.sentence() if reason else row.note,
        "findings": [(each.object, each.sentence) for each in list(row.findings.all())[:5]],
        "more": max(0, row.told - 5),
    }
