"""Applications of a platform's list become cases: each row by the form and the act of the counter, and once.

A row is one act and one transaction. Ended in the middle and begun again, what was entered is known by the number the
platform gave it; a row that is wrong is named with its reasons and keeps no other back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.applicants import applicants
from lantai.services.enquiries.actions import EnteredAlready, Filed, enter_enquiry, takes_applications
from lantai.services.enquiries.data import listed
from lantai.services.enquiries.forms import EnterForm
from lantai.services.enquiries.forms_matters import MatterEnterForm
from lantai.services.enquiries.matters import GENERAL, Matter, matters
from lantai.services.enquiries.platform_list import PlatformRow, read_platform_list


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that was not entered: where it stands, what the platform calls it, and why."""

    row: int
    outside_number: str
    words: str


@dataclass(slots=True)
class Transcribed:
    """What became of a list. `entered`: each with its code, which is kept nowhere else."""

    entered: list[Filed] = field(default_factory=list)
    same: int = 0
    wrong: list[WrongRow] = field(default_factory=list)


def transcribe(*, actor: Actor, institution: Institution, channel: str, path: Path) -> Transcribed:
    """Enter every row that is not there yet. Raises `PlatformListUnreadable`, `NotAllowed`, `NotAnArchive`."""
    require(actor, Right.HANDLE_ENQUIRIES, institution.code)
    takes_applications(institution)
    done = Transcribed()
    for row in read_platform_list(path):
        try:
            filed = _entered(actor, institution, channel, row, done)
        except EnteredAlready:
            done.same += 1
        except ArchiveError as refusal:
            done.wrong.append(_wrong(row, f"{refusal} {refusal.remedy()}"))
        else:
            done.entered += [filed] if filed else []
    return done


def _entered(actor: Actor, institution: Institution, channel: str, row: PlatformRow, done: Transcribed) -> Filed | None:
    form = _form(institution, channel, row)
    if not form.is_valid():
        done.wrong.append(_wrong(row, _in_words(form)))
        return None
    said = form.cleaned_data
    return enter_enquiry(
        actor=actor, institution=institution, application=form.application(), channel=channel, seen=False,
        outside_number=said["outside_number"],
    )  # fmt: skip


def _wrong(row: PlatformRow, words: str) -> WrongRow:
    return WrongRow(row.number, row.cells.get("outside_number", "")[:60], words)


def _form(institution: Institution, channel: str, row: PlatformRow) -> EnterForm:
    """The counter's form with what the row says; of a matter, what the platform did not ask may stay empty."""
    cells, kind = dict(row.cells), _code_of(_kinds(), row.cells.get("applicant_kind", "")) or "self"
    matter = _matter_of(cells.get("matter", ""))
    asking = matter.asks(kind) if matter else None
    data = cells | {
        "institution": institution.code, "counter": institution.code, "channel": channel, "applicant_kind": kind,
        "document_kind": _code_of(_labels("documents"), cells.get("document_kind", "")) or "id_card",
        "purpose": _code_of(_labels("purposes"), cells.get("purpose", "")) or "other",
        "sought": _sought(cells, matter if asking else None),
    }  # fmt: skip
    one = {"archives": [institution], "counters": [institution]}
    if matter is None or asking is None:
        return EnterForm(data, **one)
    form = MatterEnterForm(data, matter=matter, asking=asking, **one)
    for question in form.questions():
        question.field.required = False
    return form


def _sought(cells: Mapping[str, str], matter: Matter | None) -> str:
    """What is sought, with those words of the platform that no list of ours knows: nothing it said is lost."""
    said = [cells.get("sought", "")]
    if cells.get("matter") and matter is None:
        said.insert(0, cells["matter"])
    if cells.get("purpose") and not _code_of(_labels("purposes"), cells["purpose"]):
        said.append(_("Purpose: %(words)s") % {"words": cells["purpose"]})
    if cells.get("applicant_kind") and not _code_of(_kinds(), cells["applicant_kind"]):
        said.append(_("Who asks: %(words)s") % {"words": cells["applicant_kind"]})
    return "\n".join(each for each in said if each)


def _matter_of(words: str) -> Matter | None:
    """By its code, its name or a word it is known by; the use of unopened archives is the form without one."""
    said = words.strip()
    known = (each for each in matters().values() if each.code != GENERAL)
    return next((each for each in known if said in {each.code, *each.labels.values(), *each.words}), None)


def _kinds() -> dict[str, Mapping[str, str]]:
    return {code: each.labels for code, each in applicants().items()}


def _labels(name: str) -> dict[str, Mapping[str, str]]:
    return {code: each.labels for code, each in listed(name).items()}


def _code_of(labels: Mapping[str, Mapping[str, str]], words: str) -> str:
    """The code whose word in either language this is, the code itself, or nothing."""
    said = words.strip().lower()
    found = (code for code, each in labels.items() if said in {code, *(label.lower() for label in each.values())})
    return next(found, "") if said else ""


def _in_words(form: EnterForm) -> str:
    """Every complaint of the form, with the label of its field."""
    said: Sequence[str] = [
        f"{form.fields[name].label}: {message}" if name in form.fields else str(message)
        for name, messages in form.errors.items()
        for message in messages
    ]
    return " ".join(said)
