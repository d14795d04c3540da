"""How fast the audit chain is verified, and in how much memory: events made by our own code, walked by `verify_chain`.

    .venv/bin/python bench/audit.py [EVENTS]          1,500,000 events take some minutes to make

Nothing to compare with is at hand: the ratio is to hashing the same canonical texts alone, which nobody can do without.
"""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(events: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "LANTAI_HOME": home, "DJANGO_SETTINGS_MODULE": "lantai.config.settings"}
        for step in ("make", "verify", "export"):
            command = [sys.executable, __file__, step, str(events)]
            subprocess.run(command, env={**environment, "PYTHONPATH": str(ROOT)}, check=True)
        path = Path(home) / "audit.jsonl.gz"
        began = time.perf_counter()
        subprocess.run([sys.executable, "-I", path.with_name("verify_audit_export.py"), path], check=True)
        tell("a stranger's script", events, time.perf_counter() - began)


def tell(what: str, events: int, seconds: float) -> None:
    print(f"{what:<24} {events:>10,} events {seconds:8.1f} s {events / seconds:>10,.0f} events/s", flush=True)


def inside(step: str, events: int) -> None:
    import django

    django.setup()
    {"make": make, "verify": verify, "export": export}[step](events)


def make(events: int) -> None:
    from django.core.management import call_command

    from lantai.base.accounts.access import OPERATOR
    from lantai.base.audit.actions import Act, record_all
    from lantai.base.audit.checkpoints import append_checkpoint
    from lantai.base.audit.current import current_setup

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    for first in range(0, events, 1000):
        acts = [
            Act(
                "record:describe",
                ("record", f"01K{n:023}"),
                {"fields": ["title", "creator"], "reason": "核对题名", "n": n},
            )
            for n in range(first, min(first + 1000, events))
        ]
        record_all(acts, actor=OPERATOR)
        if not first % 10_000:
            append_checkpoint(actor=OPERATOR, setup=current_setup())
    tell("recorded", events, time.perf_counter() - began)


def verify(events: int) -> None:
    from lantai.base.audit.current import current_setup
    from lantai.base.audit.verification import stored_entries, verify_chain

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    found = verify_chain(current_setup())
    seconds = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    tell("verified", found.events, seconds)
    print(f"{found.count} findings, {found.checkpoints} checkpoints, memory +{grown:.0f} MB")
    texts = [entry.text().encode() for entry, _ in stored_entries(until=20_000)]
    began = time.perf_counter()
    for text in texts:
        hashlib.sha256(text).hexdigest()
    alone = (time.perf_counter() - began) / len(texts)
    print(f"hashing the texts alone: {1 / alone:,.0f} events/s, {seconds / found.events / alone:.0f} times as fast")


def export(events: int) -> None:
    from lantai.base.audit.current import current_setup
    from lantai.base.audit.exporting import span_of, write_export

    path = Path(os.environ["LANTAI_HOME"]) / "audit.jsonl.gz"
    began = time.perf_counter()
    count = write_export(path, span_of(since=None, until=None), setup=current_setup())
    tell("written out", count, time.perf_counter() - began)
    print(f"{path.stat().st_size / count:.0f} bytes an event, packed")


if __name__ == "__main__":
    if sys.argv[1:2] in (["make"], ["verify"], ["export"]):
        inside(sys.argv[1], int(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 1_500_000)
