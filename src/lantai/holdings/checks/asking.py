"""What a check is asked with: the link by its name, the scanner if one is set, and where all findings are written."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.checks.items import Link
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.checks.scanner import Scanner


class LinkUnknown(ArchiveError):
    code = "checks.link_unknown"
    message = gettext_noop("There is no link “%(link)s” in the four-property check.")
    hint = gettext_noop("Known: %(known)s.")
    http_status = 422
    exit_code = 2


def link_named(link: str) -> Link:
    try:
        return Link(link)
    except ValueError as error:
        raise LinkUnknown(link=link, known=", ".join(Link)) from error


def scanner() -> Scanner | None:
    """The scanner of this installation, if one is set."""
    return Scanner(settings.CLAMD) if settings.CLAMD else None


def findings_folder() -> Path:
    return Path(settings.WORK_FOLDER) / "checks"


def findings_file(run: CheckRun) -> Path:
    """Every finding of the run, one JSON object a line."""
    return findings_folder() / f"{run.ulid}.jsonl"
