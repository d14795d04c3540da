"""`print FORM --fonds CODE --to FILE`: one printed form as PDF/A, by the same act as the page."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb, existing_path
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import FondsUnknown
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.pages import fonds_by_code
from lantai.holdings.printing.actions import NotAVolume, Order, file_of, order_printout
from lantai.holdings.printing.bundles import Wanted
from lantai.holdings.printing.models import Printout
from lantai.holdings.printing.queries import missing_of, volume_by_code


class SeveralArchives(ArchiveError):
    code = "printing.several_archives"
    message = gettext_noop("Several archives here have a fonds “%(code)s”: %(archives)s.")
    hint = gettext_noop("Add the archive you mean: --institution CODE.")
    http_status = 409
    exit_code = 2


class CannotWrite(ArchiveError):
    code = "printing.cannot_write"
    message = gettext_noop("%(path)s cannot be written: %(reason)s.")
    hint = gettext_noop("Name a file in a folder that exists and that you may write to.")
    exit_code = 3


class Command(Verb):
    help = "Print a form of arrangement as PDF/A: lists, notes, covers, spines and stamps of a fonds or volume."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("form", help="item_list, volume_list, volume_contents … (docs/using/print.md has all)")
        parser.add_argument("--fonds", required=True, metavar="CODE", help="code of the fonds")
        parser.add_argument("--institution", default="", metavar="CODE", help="archive that keeps it, when several do")
        parser.add_argument("--year", type=int, default=None, metavar="YYYY", help="only this year (年度)")
        parser.add_argument("--retention", default="", metavar="R", help="only this retention: Y, D30, D10, 长期 …")
        parser.add_argument(
            "--unit", default="", metavar="U", help="only this unit or subject (机构或问题) of the code"
        )
        parser.add_argument("--volume", default="", metavar="CODE", help="the volume, for forms of one volume")
        parser.add_argument("--boxes", default="", metavar="RANGES", help="first and last item of boxes: 1-35,36-80")
        parser.add_argument("--width", type=float, default=None, metavar="MM", help="width of spines in millimetres")
        parser.add_argument("--to", required=True, type=existing_path, metavar="FILE", help="the PDF to write")

    def run(self, options: dict[str, Any]) -> int:
        started = time.monotonic()
        fonds = _fonds(options["fonds"], options["institution"])
        volume = _volume(fonds, options["volume"])
        wanted = Wanted(options["year"], options["retention"], options["unit"], options["boxes"])
        order = Order(options["form"], wanted, volume, options["width"])
        printout = order_printout(actor=OPERATOR, fonds=fonds, order=order, wait=True)
        _written(printout, options["to"])
        if options["json"]:
            self.print_json(_summary(printout, options["to"], time.monotonic() - started))
        else:
            self._print(printout, options["to"])
        return 1 if printout.missing else 0

    def _print(self, printout: Printout, path: Path) -> None:
        told = _("%(label)s of %(subject)s: %(records)s records on %(pages)s pages in %(path)s")
        parts = {"label": printout.label, "subject": printout.subject, "records": printout.lines}
        self.stdout.write(told % {**parts, "pages": printout.pages, "path": path})
        for each in missing_of(printout):
            said = _("no shape in the fonts: %(character)s %(code)s, %(count)s times, in %(places)s")
            self.stdout.write(
                "  "
                + said
                % {"character": each.character, "code": each.code, "count": each.count, "places": each.places or "–"}
            )


def _summary(printout: Printout, path: Path, seconds: float) -> dict[str, Any]:
    return {
        "form": printout.form,
        "version": printout.form_version,
        "fonds": printout.fonds.code,
        "records": printout.lines,
        "pages": printout.pages,
        "file": str(path),
        "size": printout.size,
        "sha512": printout.sha512,
        "missing": [
            {"character": each.character, "code": each.code, "count": each.count, "places": each.places}
            for each in missing_of(printout)
        ],
        "seconds": round(seconds, 1),
    }


def _written(printout: Printout, path: Path) -> None:
    """Beside the target first: a full disk leaves no half of a list under its name."""
    part = path.with_name(path.name + ".part")
    try:
        shutil.copyfile(file_of(printout), part)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CannotWrite(path=path, reason=error.strerror or str(error)) from error


def _fonds(code: str, institution: str) -> Fonds:
    found = fonds_by_code(code, institution)
    if not found:
        raise FondsUnknown(code=code)
    if len(found) > 1:
        raise SeveralArchives(code=code, archives=", ".join(fonds.institution.code for fonds in found))
    return found[0]


def _volume(fonds: Fonds, code: str) -> Record | None:
    if not code:
        return None
    volume = volume_by_code(fonds, canonical(code), OPERATOR.scope())
    if volume is None:
        raise NotAVolume(code=code)
    return volume
