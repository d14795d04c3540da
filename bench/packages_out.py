"""Handing a fonds out, beside copying and digesting the same files: processor time, and how much memory grew.

Called by `bench.packages --records N --kilobytes K`. Each form is written in a process of its own, from one archive
made through the acts of intake; the loop beside it copies every original and digests it in SHA-512 and SM3.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from bench.fixity_archive import build, in_home

FORMATS = ("bagit", "mets", "eark", "annex2", "eep")


def measure(home: Path, records: int, kilobytes: int) -> None:
    """One archive of so many records with a file of so many KB each."""
    in_home(home, lambda inside: _all(inside, records, kilobytes << 10))


def _all(home: Path, records: int, size: int) -> None:
    build(home, records, [size])
    _make_key(home)
    print(f"\n{records:,} records of {size >> 10:,} KB handed out:")
    alone = _apart(home, lambda: _copied(home / "alone"))
    print(f"  copying and digesting alone: processor {alone[0]:.2f} s")
    for format in FORMATS:
        processor, grown, seconds = _apart(home, lambda format=format: _handed_out(home, format))  # type: ignore[misc]
        shutil.rmtree(home / format, ignore_errors=True)
        print(
            f"  {format}: processor {processor:.2f} s ({alone[0] / processor:.0%} of the speed alone), {seconds:.1f} s,"
            f" memory grew by {grown:.0f} MB",
            flush=True,
        )


def _apart(home: Path, act: Callable[[], object]) -> tuple[float, float, float]:
    """Processor seconds, MB grown and seconds of an act in a child of its own."""
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        before, began = getrusage(RUSAGE_SELF), time.monotonic()
        act()
        after = getrusage(RUSAGE_SELF)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told = f"{used} {(after.ru_maxrss - before.ru_maxrss) / 1024} {time.monotonic() - began}"
        os.write(writing, told.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as stream:
        used, grown, seconds = map(float, stream.read().split())
    return used, grown, seconds


def _copied(target: Path) -> None:
    from django.conf import settings

    for path in Path(settings.STORAGE["PATH"]).rglob("original/*"):
        into = target / path.relative_to(settings.STORAGE["PATH"])
        into.parent.mkdir(parents=True)
        hashes = [hashlib.new(kind) for kind in ("sha512", "sm3")]
        with path.open("rb") as stream, into.open("wb") as out:
            while block := stream.read(1 << 20):
                for each in hashes:
                    each.update(block)
                out.write(block)
    shutil.rmtree(target)


def _handed_out(home: Path, format: str) -> None:
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.catalogue.models import Fonds
    from lantai.holdings.exchange.files import Subject
    from lantai.holdings.handing_out.actions import hand_out

    hand_out(actor=OPERATOR, subject=Subject(Fonds.objects.get()), format=format, path=home / format)


def _make_key(home: Path) -> None:
    from django.conf import settings
    from django.utils import timezone

    from lantai.base.accounts.access import OPERATOR
    from lantai.engines.signatures.actions import make_key
    from lantai.engines.signatures.algorithms import KeyKind
    from lantai.engines.signatures.store import Holder, Purpose

    holder = Holder("云溪区档案馆", "云溪区档案馆", timezone.now())
    folder = Path(settings.KEYS_FOLDER)
    make_key(actor=OPERATOR, folder=folder, purpose=Purpose.TRANSFER, kind=KeyKind.SM2, holder=holder)
