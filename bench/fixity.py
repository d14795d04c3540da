"""Fixity: how fast `verify` reads beside `sha512sum`, and a thousand corruptions of eight kinds, each to be found.

    python -m bench.fixity                # speed on many small objects and few large ones, a thousand corruptions
    python -m bench.fixity --speed        # speed only
    python -m bench.fixity --corruptions 200

`sha512sum` reads the same files of the same objects, before and after, in the same run; processor time counts when the
machine is busy. Files are pushed out of memory before each reading, as far as the system lets a user do that.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.fixity_archive import build, in_home


def pushed_out(root: Path) -> None:
    """Ask the system to forget the files; what is not on the disk yet it would not forget."""
    os.sync()
    for path in root.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def measured(act: Callable[[], Any]) -> tuple[float, float]:
    """Wall and processor seconds, those of children included."""

    def processor() -> float:
        return sum(
            used.ru_utime + used.ru_stime
            for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
        )

    wall, used = time.perf_counter(), processor()
    act()
    return time.perf_counter() - wall, processor() - used


def sha512sum(root: Path) -> None:
    names = subprocess.run(["find", str(root), "-type", "f", "-print0"], capture_output=True, check=True).stdout
    subprocess.run(["xargs", "-0", "sha512sum"], input=names, stdout=subprocess.DEVNULL, check=True)


def speed(name: str, home: Path, objects: int, sizes: list[int]) -> None:
    from lantai.engines.storage.current import blob_store
    from lantai.holdings.fixity.models import FixityRun

    build(home, objects, sizes)
    root = Path(str(blob_store().local_tree("x"))).parent
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    print(f"{name}: {objects} objects, {size / 1e6:.0f} MB, medians of five in turn")
    for place, before in (("from disk", lambda: pushed_out(root)), ("from memory", lambda: None)):
        rounds: list[tuple[float, float, float, float]] = []
        for _ in range(5):
            before()
            theirs = measured(lambda: sha512sum(root))
            before()
            ours = measured(lambda: verified())
            assert FixityRun.objects.latest("pk").damaged == 0
            rounds.append((*theirs, *ours))
        wall, used, our_wall, our_used = [median(column) for column in zip(*rounds, strict=True)]
        print(f"  {place}")
        print(f"    sha512sum  {wall:7.2f} s  {size / 1e6 / wall:7.0f} MB/s   processor {used:6.2f} s")
        print(f"    verify     {our_wall:7.2f} s  {size / 1e6 / our_wall:7.0f} MB/s   processor {our_used:6.2f} s")
        print(f"    ratio      {wall / our_wall:7.0%} of its speed, {used / our_used:.0%} by processor time")


def verified() -> Any:
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.fixity.actions import begin_run, carry_out_run

    return carry_out_run(actor=OPERATOR, run=begin_run(actor=OPERATOR))


def corruptions(home: Path, count: int) -> bool:
    """Each object is damaged in one way; a third of them have several versions. Then all are repaired that can be."""
    from lantai.base.accounts.access import OPERATOR
    from lantai.engines.storage.current import blob_store
    from lantai.holdings.fixity.actions import repair_object, replicate
    from lantai.holdings.fixity.models import FixityFinding
    from lantai.holdings.fixity.places import replicas
    from lantai.holdings.fixity.tests.damage import KINDS, REPAIRABLE
    from lantai.holdings.preservation.models import StoredObject
    from lantai.holdings.preservation.ocfl.check import check_object
    from lantai.holdings.preservation.ocfl.layout import object_prefix

    build(home, count + count // 5, [900, 4000], versions=3)
    (place,) = replicas()
    assert place.replica is not None
    replicate(actor=OPERATOR, replica=place.replica)
    alarms = verified().damaged
    chance, done = random.Random(512), {}
    rows = list(StoredObject.objects.order_by("pk"))
    for n, row in enumerate(rows[:count]):
        folder = blob_store().local_tree(object_prefix(row.object_id))
        assert folder is not None
        done[row.pk] = KINDS[list(KINDS)[n % len(KINDS)]](folder, chance)
    verified()
    told: dict[int, list[FixityFinding]] = {}
    for finding in FixityFinding.objects.all():
        told.setdefault(finding.stored_id or 0, []).append(finding)
    injected, found, repaired = Counter(), Counter(), Counter()
    for pk, each in done.items():
        injected[each.name] += 1
        mine = told.get(pk, [])
        found[each.name] += any(f.path == each.path and f.kind in each.kinds for f in mine)
    false_alarms = alarms + sum(pk not in done for pk in told)
    by_pk = {row.pk: row for row in rows}
    for pk, each in done.items():
        if each.name in REPAIRABLE:
            result = repair_object(actor=OPERATOR, stored=by_pk[pk])
            whole = not check_object(blob_store(), by_pk[pk].object_id, full=True, sm3=True)
            repaired[each.name] += result.is_whole and whole
    print(f"{count} corruptions among {len(rows)} objects of one to three versions")
    for name in KINDS:
        fixed = f"{repaired[name]:4} repaired" if name in REPAIRABLE else "   left to a person"
        print(f"  {name:24} {injected[name]:4} injected  {found[name]:4} found and called by name  {fixed}")
    repairable = sum(injected[name] for name in REPAIRABLE)
    print(f"  found {sum(found.values())} of {count}; repaired {sum(repaired.values())} of {repairable}")
    print(f"  false alarms: {false_alarms}")
    return sum(found.values()) == count and sum(repaired.values()) == repairable and not false_alarms


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--speed", action="store_true")
    words.add_argument("--corruptions", type=int, default=0)
    words.add_argument("--size", type=float, default=1.0, help="a share of the full size of the speed runs")
    asked = words.parse_args()
    both = not asked.speed and not asked.corruptions
    folder = Path(tempfile.mkdtemp(prefix="lantai-fixity-", dir=os.environ.get("BENCH_FOLDER")))
    try:
        if both or asked.speed:
            many, large = int(4000 * asked.size), int(256e6 * asked.size)
            in_home(folder / "many", lambda home: speed("many small objects", home, many, [20_000, 8_000]))
            in_home(folder / "large", lambda home: speed("few large objects", home, 4, [large]))
        if both or asked.corruptions:
            in_home(folder / "damage", lambda home: corruptions(home, asked.corruptions or 1000))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
