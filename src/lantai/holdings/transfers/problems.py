"""问题清单, made by the program: everything a round was returned for, row by row, with the check's code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from lantai.holdings.checks.models import CheckResult
from lantai.holdings.checks.results import Status
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.requirements import SENDER_CHECKS
from lantai.holdings.transfers.verdicts import last_run

FIELD_NAMES = {
    "boxes": gettext_lazy("boxes"),
    "volumes": gettext_lazy("volumes"),
    "items": gettext_lazy("items"),
    "files": gettext_lazy("files"),
    "bytes": gettext_lazy("bytes"),
    "digest": gettext_lazy("digest"),
}
BY_HAND = "manual"


def problems_of(transfer: Transfer, reason: str) -> Iterator[dict[str, Any]]:
    """What the person says first, then what counting found, then what the checks found."""
    if reason.strip():
        yield {
            "code": BY_HAND,
            "severity": "error",
            "message": reason.strip(),
            "remedy": _("Mend it and hand it in again."),
        }
    yield from _differences(transfer)
    yield from _findings(transfer)
    yield from _seen_on_paper(transfer)


def _seen_on_paper(transfer: Transfer) -> Iterator[dict[str, Any]]:
    """What people found wrong when they looked at the paper of this round."""
    checks = transfer.receiver_checks
    for key in checks.get("issues", ()) if checks.get("round") == transfer.round else ():
        message = checks["properties"][key]
        field = str(SENDER_CHECKS[key])
        yield {"code": f"paper.{key}", "severity": "error", "field": field, "message": message, "remedy": ""}


def _differences(transfer: Transfer) -> Iterator[dict[str, Any]]:
    for each in transfer.counted.get("differences", ()):
        name = str(FIELD_NAMES[each["field"]])
        said = _("Declared: %(declared)s %(what)s; counted: %(counted)s.")
        if "listed" in each:
            said = _("The list names %(listed)s %(what)s; counted: %(counted)s.")
        yield {
            "code": each["code"],
            "severity": "error",
            "field": name,
            "message": said % {**each, "what": name},
            "remedy": _("Correct the declaration, or send what is missing."),
        }


def _findings(transfer: Transfer) -> Iterator[dict[str, Any]]:
    """The checks' findings under the code of their item; the first hundred of each, and how many more there are."""
    run = last_run(transfer)
    if run is None:
        return
    wrong = run.results.filter(status__in=[Status.FAIL, Status.WARN]).prefetch_related("findings")
    for result in wrong:
        yield from _of_item(result)


def _of_item(result: CheckResult) -> Iterator[dict[str, Any]]:
    severity = "error" if result.status == Status.FAIL else "warning"
    rows = [row for row in result.findings.all() if row.status in (Status.FAIL, Status.WARN)]
    for row in rows:
        yield {
            "code": result.code,
            "severity": severity,
            "path": row.object[:1000],
            "field": str(row.params.get("field", ""))[:100],
            "message": row.sentence,
            "remedy": row.remedy,
        }
    more = result.failed + result.warned - len(rows)
    if not rows or more > 0:
        said = _("%(number)s more of this kind; the report of the checks has them all.") % {"number": max(more, 0)}
        message = said if rows else result.note or Status(result.status).label
        yield {"code": result.code, "severity": severity, "message": message, "remedy": ""}
