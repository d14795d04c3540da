"""Many certificates: issued, verified online and offline, the log consistent, and random alterations all detected.

    python -m bench.certificates                                # 300 issued, 1,000 alterations
    python -m bench.certificates --issued 10000 --altered 1000  # the figures of the issue, some hours of one processor

A home of its own is made below a folder that goes away. Times are of the processor, not of the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.support.shared import CHECKOUT

SEED = 20261129


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--issued", type=int, default=300)
    parser.add_argument("--altered", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"LANTAI_HOME": f"{folder}/home", "DJANGO_SETTINGS_MODULE": "lantai.config.settings"}
        import django

        django.setup()
        from lantai.config.ready import make_ready

        make_ready()
        return measure(Path(folder), options.issued, options.altered)


def measure(folder: Path, issued: int, altered: int) -> int:
    """Prints the table; 1 where anything at all was not as it must be."""
    from lantai.services.certificates.keeping import kept_file
    from lantai.services.certificates.models import Certificate

    began = time.process_time()
    _issue(folder, issued)
    spent = time.process_time() - began
    rows = list(Certificate.objects.out().select_related("institution").order_by("pk"))
    online = sum(_is_valid(kept_file(each) or b"") for each in rows)
    offline = _offline(folder, rows)
    grown = _log_grew()
    missed = _altered(rows, altered)
    print("| what | of | right |\n| --- | --- | --- |")
    print(f"| issued, ms of processor each: {1000 * spent / max(1, issued):.0f} | {issued} | {len(rows)} |")
    print(f"| verified online | {len(rows)} | {online} |")
    print(f"| verified offline by the script | {len(rows)} | {offline} |")
    print(f"| checkpoints that contain those before | {grown[0]} | {grown[1]} |")
    print(f"| random alterations detected | {altered} | {altered - missed} |")
    wrong = {len(rows) - issued, len(rows) - online, len(rows) - offline, grown[0] - grown[1], missed}
    return int(wrong != {0})


def _issue(folder: Path, count: int) -> None:
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.catalogue.models import Record
    from lantai.services.certificates.actions import Chosen, Order, complete_certificate, issue_copy
    from tests.support.world import OPENED, build_world

    build_world(folder)
    record = Record.objects.select_related("fonds__institution").get(code_key=OPENED)
    for number in range(count):
        order = Order(f"柳文{number}", address="https://da.example.cn")
        made = issue_copy(actor=OPERATOR, order=order, chosen=[Chosen(record, [1])])
        complete_certificate(actor=OPERATOR, certificate=made)


def _is_valid(content: bytes) -> bool:
    from lantai.services.certificates.queries.verified import Worth, worth_of_file

    return worth_of_file(content).worth == Worth.VALID


def _offline(folder: Path, rows: list[Any]) -> int:
    """As anybody would: three files and the script, a process for each."""
    from lantai.services.certificates.keeping import kept_file
    from lantai.services.certificates.keyring import published_keys
    from lantai.services.certificates.proofs import proof_file

    script = CHECKOUT / "src/lantai/services/certificates/offline/verify_certificate.py"
    pdf, proof, key = folder / "c.pdf", folder / "c.proof.json", folder / "key.pem"
    key.write_bytes(published_keys())
    right = 0
    for each in rows:
        pdf.write_bytes(kept_file(each) or b"")
        proof.write_text(json.dumps(proof_file(each), ensure_ascii=False), encoding="utf-8")
        done = subprocess.run([sys.executable, str(script), str(pdf), str(proof), str(key)], capture_output=True)
        right += done.returncode == 0
    return right


def _log_grew() -> tuple[int, int]:
    from lantai.engines.transparency.tree import verify_consistency
    from lantai.services.certificates.log import consistency
    from lantai.services.certificates.models import SignedCheckpoint

    rows = list(SignedCheckpoint.objects.order_by("size"))
    pairs = list(pairwise(rows))
    right = sum(
        verify_consistency(
            old.size, bytes.fromhex(old.root), new.size, bytes.fromhex(new.root), consistency(old.size, new.size)
        )
        for old, new in pairs
    )
    return len(pairs), right


def _altered(rows: list[Any], count: int) -> int:
    """Flipped bits, bytes taken out, put in and appended, pieces swapped: how many still counted as valid."""
    from lantai.services.certificates.keeping import kept_file

    draw, missed = random.Random(SEED), 0
    for _ in range(count):
        content = bytearray(kept_file(draw.choice(rows)) or b"")
        at, way = draw.randrange(len(content)), draw.randrange(5)
        if way == 0:
            content[at] ^= 1 << draw.randrange(8)
        elif way == 1:
            del content[at : at + draw.randint(1, 40)]
        elif way == 2:
            content[at:at] = draw.randbytes(draw.randint(1, 40))
        elif way == 3:
            content += draw.randbytes(draw.randint(1, 400))
        else:
            content[at : at + 8] = draw.randbytes(8) + b"x"
        missed += _is_valid(bytes(content))
    return missed


if __name__ == "__main__":
    raise SystemExit(main())
