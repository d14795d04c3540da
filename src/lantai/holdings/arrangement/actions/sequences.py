"""Numbers out of sequences: each given once, upwards only, to one record only, however many clerks ask at once."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.models import CodeSequence
from lantai.holdings.arrangement.numbering import highest_number
from lantai.holdings.arrangement.schemes import CodeScheme, CodeUnfit, build_code, sequence_key
from lantai.holdings.catalogue.codes import ParsedCode
from lantai.holdings.catalogue.models import Fonds

MOST = 10_000
"""Numbers taken at once."""


class SequenceFull(ArchiveError):
    code = "arrangement.sequence_full"
    message = gettext_noop("The numbers behind %(key)s are used up: %(number)s does not fit the scheme %(scheme)s.")
    hint = gettext_noop("Use a scheme with wider numbers from here on, or divide the class.")
    http_status = 409


def take_numbers(fonds: Fonds, key: str, count: int) -> tuple[int, int]:
    """Claim the next numbers behind this key; gives the first and the last. Inside the transaction of an act.

    1. How far the sequence has come is its row, or the highest number any record bears or has borne, if that is more:
       what came in by a list is passed over, and no gap is filled.
    2. The row is claimed by a conditional update and asked again when somebody was faster.
    """
    while True:
        sequence, _ = CodeSequence.objects.get_or_create(fonds=fonds, key=key)
        first = max(sequence.last, highest_number(fonds, key)) + 1
        claimed = CodeSequence.objects.filter(pk=sequence.pk, last=sequence.last)
        if claimed.update(last=first + count - 1):
            return first, first + count - 1


def pass_numbers(fonds: Fonds, reached: Mapping[str, int]) -> None:
    """See that the sequences of these keys go on behind these numbers: a plan has given them."""
    for key, number in sorted(reached.items()):
        CodeSequence.objects.get_or_create(fonds=fonds, key=key)
        CodeSequence.objects.filter(fonds=fonds, key=key, last__lt=number).update(last=number)


def next_codes(
    fonds: Fonds, scheme: CodeScheme, values: Mapping[str, object], *, level: str = "", count: int = 1
) -> list[ParsedCode]:
    """The next free codes of these values, claimed for good. Call inside the transaction of the act that uses them.

    Raises `CodeIncomplete`, `CodeUnfit`, `CodeAmbiguous` and `SequenceFull`; then no number is used.
    """
    level = level or scheme.levels[0]
    name = scheme.number_of(level).value
    probe = build_code(scheme, {**values, "fonds": fonds.code, name: 1}, level=level)
    with transaction.atomic():
        first, last = take_numbers(fonds, sequence_key(probe.key), count)
        try:
            return [
                build_code(scheme, {**values, "fonds": fonds.code, name: number}, level=level)
                for number in range(first, last + 1)
            ]
        except CodeUnfit as error:
            raise SequenceFull(key=sequence_key(probe.key), number=last, scheme=scheme.reference) from error


def next_code(fonds: Fonds, scheme: CodeScheme, values: Mapping[str, object], *, level: str = "") -> ParsedCode:
    """The next free code: see `next_codes`."""
    return next_codes(fonds, scheme, values, level=level)[0]
