"""`backup TO`: a snapshot of everything, taken while the archive goes on working."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb, existing_path
from lantai.config.backup.judging import Judged, judge
from lantai.config.backup.place import MISSING
from lantai.config.backup.saving import Saved, save, save_keys

MOST = 50
"""Objects that could not be saved are named up to here; the snapshot's own list has all."""


class Command(Verb):
    help = (
        "Save the whole archive into a folder on another disk: only what is new is copied, and every object is held "
        "against its digest. Serving and intake go on meanwhile. Keys are saved apart, with --keys."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "to", type=existing_path, metavar="TO", help="folder of the backup, empty or an earlier one"
        )
        parser.add_argument("--keep", type=_count, metavar="N", help="forget all snapshots but the newest N")
        parser.add_argument("--keys", type=existing_path, metavar="FOLDER", help="save the keys there, apart from TO")
        parser.add_argument(
            "--check", action="store_true", help="save nothing: read the backup through, and say its state"
        )

    def run(self, options: dict[str, Any]) -> int:
        if options["check"]:
            return self._judge(judge(options["to"]), as_json=options["json"])
        progress = self._show if sys.stderr.isatty() and not options["json"] else _quiet
        saved = save(options["to"], actor=OPERATOR, keep=options["keep"], progress=progress)
        keys = save_keys(options["keys"], backup=options["to"]) if options["keys"] else 0
        self._say(saved, keys, as_json=options["json"])
        return 1 if saved.objects.refused else 0

    def _show(self, objects: int) -> None:
        self.stderr.write(f"  {objects} objects", ending="\r")

    def _say(self, saved: Saved, keys: int, *, as_json: bool) -> None:
        objects = saved.objects
        if as_json:
            refused = [{"object": name, "code": code, "message": words} for name, code, words in objects.refused[:MOST]]
            self.print_json(
                {
                    "snapshot": saved.snapshot.name,
                    "objects": objects.wanted,
                    "copied": objects.copied,
                    "bytes": objects.read,
                    "files": saved.home.files,
                    "keys": keys,
                    "missing": len(objects.refused),
                    "first_missing": refused,
                    "outside": saved.outside,
                    "forgotten": saved.forgotten,
                }
            )
            return
        self.stdout.write(f"{saved.snapshot.folder}")
        self.stdout.write(
            f"{objects.wanted} objects, {objects.copied} of them copied now ({objects.read / 1e6:.1f} MB), "
            f"{saved.home.files} files of the home folder"
        )
        for name, _code, words in objects.refused[:MOST]:
            self.stderr.write(f"{name}: {words}")
        if len(objects.refused) > MOST:
            self.stderr.write(f"… {len(objects.refused)} in all: {saved.snapshot.folder / MISSING}")
        for each in saved.outside:
            self.stderr.write(f"not in the backup, because it lies outside LANTAI_HOME: {each}")
        if not keys:
            self.stderr.write(
                f"The keys in {settings.KEYS_FOLDER} are not in the backup: without them nobody can read an ID number "
                "again. Save them with --keys, on a carrier kept apart."
            )

    def _judge(self, judged: Judged, *, as_json: bool) -> int:
        if as_json:
            self.print_json({"snapshots": judged.snapshots, "objects": judged.objects, "problems": judged.problems})
        else:
            self.stdout.write(
                f"{judged.snapshots} snapshots, {judged.objects} objects, {len(judged.problems)} problems"
            )
            for problem in judged.problems:
                self.stdout.write(f"  {problem}")
        return 1 if judged.problems else 0


def _quiet(_objects: int) -> None:
    """Nobody looks on."""


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        msg = "a number from 1 on is expected"
        raise ArgumentTypeError(msg)
    return int(text)
