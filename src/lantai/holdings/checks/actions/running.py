"""Running a check: the row first, then the long look at the package, then results and one event in one transaction."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.jobs.owners import process_name
from lantai.engines.storage.errors import worded
from lantai.holdings.checks.asking import findings_file, link_named, scanner
from lantai.holdings.checks.items import Link, items
from lantai.holdings.checks.judging.material import Told
from lantai.holdings.checks.judging.whole import Given, Means, judge_package
from lantai.holdings.checks.known import catalogue_of
from lantai.holdings.checks.models import CheckFinding, CheckResult, CheckRun
from lantai.holdings.checks.opening import opened
from lantai.holdings.checks.results import Expected, ItemOutcome, Outcome, Report
from lantai.holdings.checks.schemes import scheme_named
from lantai.holdings.imports.scan_rules import scan_rules


def run_checks(  # noqa: PLR0913 - whose, of what, where, by which rules: each is said by name
    *,
    actor: Actor,
    institution_code: str,
    subject: str,
    path: Path,
    link: str = "YJ",
    scheme: str = "",
    expected: Expected | None = None,
    on_progress: Told | None = None,
) -> CheckRun:
    """Check the package at `path` and keep what came of it.

    `on_progress(step, files, bytes)` is called while it goes on; whatever it raises stops the run, which stays as
    stopped, and passes through. Raises `SchemeUnknown`, `LinkUnknown` and `NoPackage` before anything is kept; a full
    or read-only disk stops it in words.
    """
    require(actor, Right.CHECK_PACKAGES, institution_code)
    chosen, at = scheme_named(scheme), link_named(link)
    pool = shared_pool()
    with opened(path, pool, Path(settings.WORK_FOLDER)) as (package, said):
        run = CheckRun.objects.create(
            institution=Institution.objects.get(code=institution_code),
            subject=subject,
            link=at,
            scheme=chosen.code,
            scheme_version=chosen.version,
            scheme_label=dict(chosen.labels),
            items_version=items().version,
            package_name=path.name[:300],
            outcome=Outcome.INCOMPLETE,
            operator=actor.label,
            owner=process_name(),
            started_at=timezone.now(),
        )
        try:
            target = findings_file(run)
            with worded(target.parent):
                target.parent.mkdir(parents=True, exist_ok=True)
            with worded(target.parent), target.open("w", encoding="utf-8") as spool:
                rules = scan_rules(institution_code)
                means = Means(pool, scanner(), catalogue_of(institution_code), spool, on_progress, rules)
                given = Given(expected or Expected(), path.name, said)
                report = judge_package(package, scheme=chosen, link=at, means=means, given=given)
        except BaseException as error:
            reason = str(error)[:500] or type(error).__name__
            CheckRun.objects.filter(pk=run.pk).update(
                state=CheckRun.State.STOPPED, ended_at=timezone.now(), message=reason
            )
            raise
    return keep_report(run, report, actor)


@transaction.atomic
def keep_report(run: CheckRun, report: Report, actor: Actor) -> CheckRun:
    """Write what a run has come to, with its event, in one transaction."""
    rows = [_row(run, place, each, report.link) for place, each in enumerate(report.results)]
    CheckResult.objects.bulk_create(rows)
    findings = [
        CheckFinding(
            result=row,
            place=place,
            code=each.finding.code,
            status=each.status,
            object=each.finding.path,
            seen=each.seen,
            expected=each.expected,
            params=each.finding.params,
            severity=each.finding.severity,
        )
        for row, result in zip(rows, report.results, strict=True)
        for place, each in enumerate(result.tally.first)
    ]
    CheckFinding.objects.bulk_create(findings, batch_size=500)
    run.package, run.package_digest = run.package | report.package.as_json(), report.package.digest
    run.state, run.outcome, run.counts = CheckRun.State.DONE, report.outcome, report.counts()
    run.ended_at = timezone.now()
    run.save(update_fields=["package", "package_digest", "state", "outcome", "counts", "ended_at"])
    data = {"link": str(report.link), "scheme": report.scheme.code, "version": report.scheme.version}
    data |= {"outcome": str(report.outcome), "counts": report.counts(), "digest": report.package.digest}
    record_event("check:run", actor=actor, subject=("check", run.ulid), data=data | {"of": run.subject})
    return run


def _row(run: CheckRun, place: int, each: ItemOutcome, link: Link) -> CheckResult:
    tally, reason = each.tally, each.tally.reason
    return CheckResult(
        run=run,
        number=each.item.number,
        code=each.item.code(link),
        place=place,
        mandatory=each.mandatory,
        found=each.status,
        status=each.status,
        objects_seen=tally.objects,
        failed=tally.failed,
        warned=tally.warned,
        told=tally.told,
        reason_code=reason.code if reason else "",
        reason_params=reason.params if reason else {},
    )
