"""`import_catalogue FILE --fonds CODE`: a dirty spreadsheet becomes records, after a check that touches nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb, existing_path
from lantai.engines.search.beside import indexing_beside, wait_for_index
from lantai.holdings.catalogue.actions import FondsUnknown, fonds_for
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.imports.actions import Progress, check_import, commit_import, receive_list, remember_mapping
from lantai.holdings.imports.headers import plain
from lantai.holdings.imports.mappings import mapping_named
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.queries import batch_findings, summary_of


class Command(Verb):
    help = "Import a catalogue: check every row, say what is wrong, then enter records in a batch that can be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=existing_path, help=".xlsx, .xls, .ods, .dbf or .csv")
        parser.add_argument("--fonds", required=True, metavar="CODE", help="code of the fonds the entries belong to")
        parser.add_argument("--institution", default="", metavar="CODE", help="archive that keeps it (default: any)")
        parser.add_argument("--title", default="", help="title of the fonds: it is entered when it is not there yet")
        parser.add_argument("--type", default="", metavar="TYPE", help="record type of all entries, when it is one")
        parser.add_argument(
            "--level", default="", choices=Record.Level.values, help="what all entries are (default: as the list says)"
        )
        parser.add_argument("--mapping", default="", metavar="NAME", help="columns as remembered under this name")
        parser.add_argument(
            "--column", action="append", default=[], metavar="HEADER=NAME", type=_column,
            help="read a column under another name; an empty NAME leaves it out; may be said several times",
        )  # fmt: skip
        parser.add_argument("--remember", default="", metavar="NAME", help="remember the columns under this name")
        parser.add_argument("--new-only", action="store_true", help="leave records that are held as they are")
        parser.add_argument(
            "--with-errors", action="store_true", help="take entries with errors too, never classified ones"
        )
        parser.add_argument(
            "--infer-creators",
            action="store_true",
            help="take a creator that is left out from the document number, where the rest of the list leaves no doubt",
        )
        parser.add_argument("--dry-run", action="store_true", help="only check; the report lies beside the list")

    def run(self, options: dict[str, Any]) -> int:
        fonds = _fonds(options)
        choices: dict[str, Any] = {
            "record_type": options["type"],
            "level": options["level"],
            "take": ImportBatch.Take.ADD if options["new_only"] else ImportBatch.Take.UPDATE,
            "with_errors": options["with_errors"],
            "infer_creators": options["infer_creators"],
        }
        if options["mapping"]:
            mapping = mapping_named(options["mapping"], fonds.institution.code)
            choices |= {"names": mapping.names, "level": options["level"] or mapping.level}
        if options["column"]:
            choices["names"] = {**choices.get("names", {}), **dict(options["column"])}
        batch = receive_list(actor=OPERATOR, fonds=fonds, path=options["file"], **choices)
        if options["remember"].strip():
            remember_mapping(actor=OPERATOR, batch=batch, name=options["remember"])
        progress = self._progress(as_json=options["json"])
        if options["dry_run"]:
            batch = check_import(actor=OPERATOR, batch=batch, progress=progress)
        else:
            with indexing_beside():
                batch = commit_import(actor=OPERATOR, batch=batch, unchecked=True, progress=progress)
                wait_for_index()
        summary = summary_of(batch)
        if options["json"]:
            self.print_json(summary)
        else:
            self._print(batch, summary)
        return 1 if not batch.entries or any(each["severity"] == "error" for each in batch.findings) else 0

    def _progress(self, *, as_json: bool) -> Progress | None:
        if as_json or not sys.stderr.isatty():
            return None

        def tell(step: str, done: int, total: int) -> None:
            self.stderr.write(f"\r{done:,} / {total:,}", ending="")

        return tell

    def _print(self, batch: ImportBatch, summary: dict[str, Any]) -> None:
        names = ("entries", "created", "changed", "same", "skipped", "held_back", "secret")
        told = ", ".join(f"{summary[name]} {name.replace('_', ' ')}" for name in names)
        self.stdout.write(f"{batch.ulid} ({batch.state}): {told}")
        for group in batch_findings(batch):
            if group.severity != "info":
                self.stdout.write(f"  {group.severity:<8}{group.count:>6} × {group.example}")
        self.stdout.write(f"  report: {summary['report']}")
        if batch.state == ImportBatch.State.COMMITTED:
            self.stdout.write(f"  to undo it: bin/lantai undo {batch.ulid}")


def _column(said: str) -> tuple[str, str]:
    """A header, in plain form, and the name it is to be read under."""
    header, sign, name = said.partition("=")
    if not sign or not plain(header):
        msg = f"“{said}” is not HEADER=NAME; write for instance 来文字号=文号"
        raise ArgumentTypeError(msg)
    return plain(header), name.strip()


def _fonds(options: dict[str, Any]) -> Fonds:
    """The fonds named, entered on the way when its title is said; never by a check, which enters nothing."""
    code, institution = options["fonds"], options["institution"]
    found = Fonds.objects.select_related("institution").filter(code=code)
    if institution:
        found = found.filter(institution__code=institution)
    fonds = found.first()
    if fonds is None and options["title"] and not options["dry_run"]:
        return fonds_for(institution, code, title=options["title"], actor=OPERATOR)
    if fonds is None:
        raise FondsUnknown(code=code)
    return fonds
