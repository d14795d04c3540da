"""Files an applicant sends: looked through for viruses before anything is written, if there is a scanner."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.checks.asking import scanner as set_scanner
from lantai.holdings.checks.scanner import Scanner, ScannerFailed

logger = logging.getLogger(__name__)
SECONDS = 10.0
"""Somebody waits for the page: a scanner that takes longer has not looked."""


class InfectedFile(ArchiveError):
    code = "enquiries.infected_file"
    message = gettext_noop("File %(number)s cannot be taken: the virus scanner found %(found)s in it.")
    hint = gettext_noop("Have your device looked through, and take a new photograph. Nothing was kept.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Sent:
    """One file as it came. `scanned_by`: engine and signatures of the scanner that found nothing, or an empty text.

    Empty is never called clean: there is no scanner, or it did not answer.
    """

    content: bytes = field(repr=False)
    scanned_by: str = ""


def looked_through(contents: Iterable[bytes]) -> list[Sent]:
    """The files with what the scanner says of each; outside of any transaction, as this takes a moment.

    Raises `InfectedFile` at the first in which something is found.
    """
    files, asked = list(contents), set_scanner()
    if asked is None:
        return [Sent(each) for each in files]
    asked, looked = Scanner(asked.address, SECONDS), list[Sent]()
    try:
        for number, each in enumerate(files, 1):
            looked.append(_looked_at(asked, number, each))
    except ScannerFailed as error:  # one that does not answer is not waited for again
        logger.warning("files an applicant sent were not looked through for viruses: %s", error)
    return looked + [Sent(each) for each in files[len(looked) :]]


def _looked_at(asked: Scanner, number: int, content: bytes) -> Sent:
    if found := asked.scan(io.BytesIO(content)):
        raise InfectedFile(number=number, found=found[:80])
    return Sent(content, asked.version().named[:120])
