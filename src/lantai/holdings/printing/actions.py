"""Printing a form: at once when it is short, by a worker when it is long; one event for each, for titles go out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.formats.typesetting import Typeset
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.printing.bundles import (
    MOST_LINES,
    NothingToPrint,
    TooMuchToPrint,
    Wanted,
    box_ranges,
    bundles_of,
    items_of_volume,
    lines_wanted,
    volume_bundle,
)
from lantai.holdings.printing.composing import file_values, values_for
from lantai.holdings.printing.fonds_files import entries_and_weight, file_bundle
from lantai.holdings.printing.lines import Bundle
from lantai.holdings.printing.models import KEPT, Printout
from lantai.holdings.printing.printed_forms import PrintedForm, printed_forms

TYPESET = "lantai.engines.formats.typesetting.typeset"
AT_ONCE = 1000
"""Up to so many records are printed while the person waits, a second or two; the others are left to a worker."""
TAGGED = 1000
"""Up to so many records a PDF is tagged for screen readers; the tags of a longer one would be ten times its size."""
SECONDS_AT_ONCE, SECONDS = 60.0, 600.0
MEMORY_MB = 3500


class FormUnknown(ArchiveError):
    code = "printing.form_unknown"
    message = gettext_noop("There is no printed form “%(form)s”.")
    hint = gettext_noop("Known: %(known)s.")
    http_status = 404
    exit_code = 2


class WidthUnknown(ArchiveError):
    code = "printing.width_unknown"
    message = gettext_noop("“%(form)s” does not come %(width)s mm wide.")
    hint = gettext_noop("Widths: %(known)s.")
    http_status = 422
    exit_code = 2


class VolumeNeeded(ArchiveError):
    code = "printing.volume_needed"
    message = gettext_noop("“%(form)s” is printed for one volume, and none is named.")
    hint = gettext_noop("Print it on the volume's page, or name the volume: --volume CODE.")
    http_status = 422
    exit_code = 2


class NotAVolume(ArchiveError):
    code = "printing.not_a_volume"
    message = gettext_noop("%(code)s is not a volume of this fonds.")
    hint = gettext_noop("Give the reference code of a volume; “Records”, narrowed to volumes, lists them.")
    http_status = 422
    exit_code = 3


class FileNotNarrowed(ArchiveError):
    code = "printing.file_whole"
    message = gettext_noop("“%(form)s” is printed whole: year, retention, unit and boxes are said of records only.")
    hint = gettext_noop("Leave these empty, or choose a form of records.")
    http_status = 422
    exit_code = 2


class PrintingFailed(ArchiveError):
    code = "printing.failed"
    message = gettext_noop("“%(form)s” could not be printed: %(reason)s")
    hint = gettext_noop("Print fewer records at a time; if a form of this archive was changed, look at its file.")
    http_status = 503
    exit_code = 4


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed: the form by its code, what of the fonds, one volume, the width of a spine."""

    form: str
    wanted: Wanted = field(default_factory=Wanted)
    volume: Record | None = None
    width: float | None = None


def order_printout(*, actor: Actor, fonds: Fonds, order: Order, wait: bool = False) -> Printout:
    """Print at once, or leave more than `AT_ONCE` records to a worker unless the caller can `wait`.

    Raises what is wrong with the order before anything is kept: `FormUnknown`, `WidthUnknown`, `VolumeNeeded`,
    `NotAVolume`, `BoxesUnclear`, `FileNotNarrowed`, `NothingToPrint`, `TooMuchToPrint`. A form of the fonds file is for
    who may write in that file.
    """
    from lantai.holdings.printing.tasks import print_ordered  # the task calls back into this module

    require(actor, Right.READ_UNOPENED, fonds.institution.code)
    form = _form(order.form)
    if form.of == "file":
        require(actor, Right.DESCRIBE, fonds.institution.code)
    printout = Printout(
        fonds=fonds,
        volume=order.volume,
        form=form.code,
        form_version=form.version,
        wanted=asdict(order.wanted) | {"volume": order.volume.code if order.volume else ""},
        width=_width(form, order.width),
        ordered_by=actor.label,
    )
    printout.lines, weight = _bounded(form, printout, actor)
    if wait or weight <= AT_ONCE:
        return _made(printout, actor, told=_silently)
    with transaction.atomic():
        printout.save()
        print_ordered.enqueue(printout.pk, actor.user_id)
    return printout


def make_printout(*, actor: Actor, printout: Printout) -> Printout:
    """Print what was ordered; given out again after a kill, it starts again. A refusal is written on the printout."""
    require(actor, Right.READ_UNOPENED, printout.fonds.institution.code)
    if printout.state == Printout.State.MADE:
        return printout
    if _form(printout.form).of == "file":
        require(actor, Right.DESCRIBE, printout.fonds.institution.code)
    title = _("Printing %(form)s %(subject)s") % {"form": printout.label, "subject": printout.subject}
    job = start_job(
        kind="printing",
        subject=printout.ulid,
        institution=printout.fonds.institution.code,
        title=title[:300],
        total=printout.lines,
    )
    printout.job = job
    Printout.objects.filter(pk=printout.pk).update(job=job)
    try:
        made = _made(printout, actor, told=lambda done: move_job(job, done=done, step="printing"))
    except ArchiveError as refusal:
        message = f"{refusal} {refusal.remedy()}"
        Printout.objects.filter(pk=printout.pk).update(state=Printout.State.FAILED, message=message)
        end_job(job, failed=str(refusal))
        raise
    end_job(job)
    return made


def file_of(printout: Printout) -> Path:
    """Where the PDF lies, or lay."""
    return Path(settings.WORK_FOLDER) / "printouts" / f"{printout.ulid}.pdf"


def _form(code: str) -> PrintedForm:
    found = printed_forms().get(code)
    if found is None:
        raise FormUnknown(form=code, known=", ".join(printed_forms()))
    return found


def _width(form: PrintedForm, width: float | None) -> float | None:
    if width is None or not form.widths:
        return None
    if width not in form.widths:
        raise WidthUnknown(form=form.label, width=f"{width:g}", known=", ".join(f"{each:g}" for each in form.widths))
    return width


def _bounded(form: PrintedForm, printout: Printout, actor: Actor) -> tuple[int, int]:
    """How many records or entries it is about, and how many rows they weigh: counted before anything is read."""
    scope, volume = actor.scope(), printout.volume
    if form.of == "file":
        if volume is not None or printout.asked != Wanted():
            raise FileNotNarrowed(form=form.label)
        lines, weight = entries_and_weight(printout.fonds)
        _refuse_extent(form, printout, lines)
        return lines, weight if form.layout == "dossier" else lines
    if form.of != "volume":
        box_ranges(printout.asked.boxes)
        lines = lines_wanted(form, printout.fonds, printout.asked, scope)
    elif volume is None:
        raise VolumeNeeded(form=form.label)
    elif volume.level != Record.Level.VOLUME or volume.fonds_id != printout.fonds.pk:
        raise NotAVolume(code=volume.code)
    else:
        lines = items_of_volume(volume, scope).order_by()[: MOST_LINES + 1].count()
    _refuse_extent(form, printout, lines)
    return lines, lines


def _refuse_extent(form: PrintedForm, printout: Printout, lines: int) -> None:
    if lines > MOST_LINES:
        raise TooMuchToPrint(form=form.label, most=f"{MOST_LINES:,}")
    if not lines and form.of != "volume":
        raise NothingToPrint(form=form.label, where=printout.subject)


def _made(printout: Printout, actor: Actor, *, told: Callable[[int], None]) -> Printout:
    """Read, set, and then enter that it happened; a file without an event is taken away again."""
    form = _form(printout.form)
    values, lines, weight = _composed(form, printout, actor)
    told(lines // 2)
    target = file_of(printout)
    done = set_form(form, values, target, weight)
    try:
        return _entered(printout, actor, done, lines)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _composed(form: PrintedForm, printout: Printout, actor: Actor) -> tuple[dict[str, Any], int, int]:
    """What the template is set with, how many records or entries stand in it, and how many rows they weigh."""
    if form.of == "file":
        bundle = file_bundle(printout.fonds)
        weight = entries_and_weight(printout.fonds)[1] if form.layout == "dossier" else len(bundle.lines)
        return file_values(form, bundle), len(bundle.lines), weight
    bundles = _bundles(form, printout, actor)
    lines = sum(len(bundle.lines) for bundle in bundles)
    return values_for(form, bundles, width=printout.width), lines, lines


def _bundles(form: PrintedForm, printout: Printout, actor: Actor) -> list[Bundle]:
    scope = actor.scope()
    if form.of != "volume":
        return bundles_of(form, printout.fonds, printout.asked, scope)
    if printout.volume is None:
        raise NotAVolume(code=printout.asked.volume)
    return [volume_bundle(form, printout.volume, scope)]


def set_form(form: PrintedForm, values: dict[str, Any], target: Path, lines: int) -> Typeset:
    """Write the PDF of a form. Part of an act: of this app, and of apps above that print forms of their own.

    In a limited process: the shared one for what is short, one of its own, gone afterwards, for what is long.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target.parent)
    part = target.with_suffix(".part")
    # Dated by the day, so that the same records printed again the same day give the same bytes.
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    arguments = (TYPESET, form.template, values, part)
    options: dict[str, Any] = {"made": today, "tagged": lines <= TAGGED}
    try:
        if lines <= AT_ONCE:
            done: Typeset = shared_pool().call(*arguments, seconds=SECONDS_AT_ONCE, **options)
        else:
            with ReaderPool(1, seconds=SECONDS, memory_mb=MEMORY_MB) as pool:
                done = pool.call(*arguments, **options)
        part.replace(target)
    except Unreadable as error:
        raise PrintingFailed(form=form.label, reason=error.finding(form.code).sentence()) from error
    finally:
        part.unlink(missing_ok=True)
    return done


@transaction.atomic
def _entered(printout: Printout, actor: Actor, done: Typeset, lines: int) -> Printout:
    if printout.pk is not None:
        waiting = Printout.objects.filter(pk=printout.pk).exclude(state=Printout.State.MADE)
        if not waiting.update(state=Printout.State.MADE):
            printout.refresh_from_db()  # another worker was given it too, and was first
            return printout
    printout.state = Printout.State.MADE
    printout.lines, printout.pages, printout.size, printout.sha512 = lines, done.pages, done.size, done.sha512
    printout.missing = [{"character": m.character, "count": m.count, "places": list(m.places)} for m in done.missing]
    printout.message = ""
    printout.save()
    volume = printout.volume
    subject = ("record", volume.ulid) if volume else ("fonds", printout.fonds.ulid)
    asked = {name: value for name, value in printout.wanted.items() if value not in ("", None)}
    data = {"form": printout.form, "version": printout.form_version, **asked}
    counted = "entries" if _form(printout.form).of == "file" else "records"
    data |= {counted: lines, "pages": done.pages, "sha512": done.sha512, "printout": printout.ulid}
    record_event("print:make", actor=actor, subject=subject, data=data)
    return printout


def _sweep(folder: Path) -> None:
    """Printed lists of unopened records do not lie about: after a week the file goes."""
    oldest = (dt.datetime.now(dt.UTC) - KEPT).timestamp()
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _silently(done: int) -> None:
    """Whoever waits for it needs no bar."""
