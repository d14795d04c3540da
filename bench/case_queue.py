"""The queue of cases and its search among very many cases: what each page costs the server, and how many queries.

    python -m bench.case_queue [--cases 100000] [--rounds 10] [--home HOME]

Cases of two archives, every fifth open, their names common ones, are laid into the database of a home of their own
(with `--home` it stays, and is filled once); an officer of one of the archives asks for the queue and for its search
through a client in this process: by a whole number, that of an old case, a beginning that few and that all have, a name
that hundreds have, one nobody has. Processor time is counted.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = ("柳文澜", "程志远", "石望川")
AT_ONCE = 10_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        from bench.big_archive import begin

        begin(options.home or Path(folder))
        from bench.page_queries import Inside
        from lantai.base.common.statistics import renew_statistics
        from lantai.services.enquiries.models import Enquiry

        if not Enquiry.objects.exists():
            lay_down(options.cases)
        renew_statistics()
        for name, address in _addresses(options.cases):
            asked = Inside("officer")
            for _ in range(options.rounds + 1):  # the first fills what is kept for the next ones
                asked(address)
            took = sorted(milliseconds for milliseconds, _address in asked.times[1:])
            told = f"p50 {statistics.median(took):6.1f}  worst {took[-1]:6.1f} ms  queries {max(asked.queries[1:]):>3}"
            print(f"{name:<44} {told}", flush=True)
    return 0


def _addresses(cases: int) -> Iterator[tuple[str, str]]:
    queue = "/staff/enquiries"
    yield "the queue", queue
    yield "a number, the newest", f"{queue}?q=QA-LY2026-{cases // 2:06d}"
    yield "a number, the oldest", f"{queue}?q=QA-LY2026-000001"
    yield "the beginning of a hundred numbers", f"{queue}?q=QA-LY2026-0001"
    yield "the beginning of all numbers", f"{queue}?q=QA-LY"
    yield "a name five hundred have", f"{queue}?q={NAMES[0]}0"
    yield "a name five hundred have, delivered", f"{queue}?q={NAMES[0]}0&state=delivered"
    yield "a name nobody has", f"{queue}?q=无此人"


def lay_down(cases: int) -> None:
    """Rows as acts leave them, by the shortest way: what is measured is how they are found again."""
    from django.utils import timezone

    from lantai.base.accounts.access import OPERATOR, Role
    from lantai.base.accounts.actions import add_user, found_institution, grant_role
    from lantai.base.common.rows import insert_rows
    from lantai.services.enquiries.models import Enquiry

    ours, theirs = (found_institution(actor=OPERATOR, code=code, name=code) for code in ("QA", "QB"))
    officer = add_user(actor=OPERATOR, username="officer", password="Wen-Lan.1979-desk", display_name="经办")
    grant_role(actor=OPERATOR, user=officer, institution=ours, role=Role.DESK_OFFICER)
    now, known = timezone.now(), max(1, cases // 3000)

    def row(number: int) -> Any:
        place, state = (ours, theirs)[number % 2], "taken_on" if number % 5 == 0 else "delivered"
        return Enquiry(
            institution=place, number=f"{place.code}-LY2026-{number // 2 + 1:06d}", matter="marriage", state=state,
            applicant_kind="self", name=f"{NAMES[number % 3]}{number // 3 % known}", purpose="marriage",
            channel="counter", consented_at=now, next_on=now.date(), due_on=now.date(), made_by="bench", made_at=now,
            closed_at=None if state == "taken_on" else now,
        )  # fmt: skip

    for start in range(0, cases, AT_ONCE):
        insert_rows([row(number) for number in range(start, min(cases, start + AT_ONCE))])


if __name__ == "__main__":
    raise SystemExit(main())
