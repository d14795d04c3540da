"""A process that does what it is told, a word a line: two of them are set to the same piece of work at once.

python -m tests.support.at_work FOLDER. What it calls is what workers call, so that they meet as workers do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def main() -> None:
    django.setup()
    folder = Path(sys.argv[1])
    _say("ready")
    for line in sys.stdin:
        try:
            _say(JOBS[line.strip()](folder))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test is told
            _say(f"{type(error).__name__}: {error}")


def _say(told: Any) -> None:
    print(json.dumps(told), flush=True)  # noqa: T201 — what the test listens to


def _transfer() -> Any:
    from lantai.holdings.transfers.models import Transfer

    return Transfer.objects.get()


def _fonds() -> Any:
    from lantai.holdings.catalogue.models import Fonds

    return Fonds.objects.select_related("institution").get()


def prepare(folder: Path) -> Any:
    """A hand-over that is counted, an intake that is begun, a list that is checked."""
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.accessions.actions import begin_transfer
    from lantai.holdings.imports.actions import check_import, receive_list
    from tests.support.handing_over import bring

    bring(folder / "carriers" / "YP-01")
    begin_transfer(actor=OPERATOR, fonds=_fonds(), source=folder / "filed")
    check_import(actor=OPERATOR, batch=receive_list(actor=OPERATOR, fonds=_fonds(), path=folder / "目录.csv"))
    return "prepared"


def check(_folder: Path) -> Any:
    from lantai.holdings.transfers.tasks import work_on

    return work_on.func(_transfer().pk, "check", None)


def accept(folder: Path) -> Any:
    from tests.support.handing_over import accept as sign

    return sign(folder)


def store(_folder: Path) -> Any:
    from lantai.holdings.transfers.tasks import work_on

    return work_on.func(_transfer().pk, "store", None)


def take_in(folder: Path) -> Any:
    from lantai.holdings.accessions.models import Transfer
    from lantai.holdings.accessions.tasks import take_in as task

    return task.func(Transfer.objects.get(source=str(folder / "filed")).pk, None)


def commit(_folder: Path) -> Any:
    from lantai.holdings.imports.models import ImportBatch
    from lantai.holdings.imports.tasks import work_on_import

    return work_on_import.func(ImportBatch.objects.get().pk, None, "commit")


def order(_folder: Path) -> Any:
    """A package of the whole fonds, and copies for keeping."""
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.exchange.actions import order_export
    from lantai.holdings.exchange.files import Subject
    from lantai.holdings.normalisation.actions import begin_run

    order_export(actor=OPERATOR, subject=Subject(_fonds()), format="bagit")
    begin_run(actor=OPERATOR, institution=_fonds().institution)
    return "ordered"


def export(_folder: Path) -> Any:
    from lantai.holdings.exchange.models import Export
    from lantai.holdings.exchange.tasks import write_export

    return write_export.func(Export.objects.get().pk, None)


def normalise(_folder: Path) -> Any:
    from lantai.holdings.normalisation.models import NormalisationRun
    from lantai.holdings.normalisation.tasks import normalise as task

    return task.func(NormalisationRun.objects.get().pk, None)


def recognise(_folder: Path) -> Any:
    """The page of the one scan: how many this process has read."""
    from lantai.holdings.fulltext.models import Page
    from lantai.holdings.fulltext.tasks import recognise as task

    waiting = Page.objects.filter(state="waiting").values_list("file_id", flat=True).first()
    return task.func(waiting) if waiting else 0


def tell(_folder: Path) -> Any:
    """What there is, each thing counted where it stands."""
    from django.db.models import Count

    from lantai.base.audit.models import Event
    from lantai.engines.jobs.models import Job
    from lantai.holdings.accessions.models import Transfer as Intake
    from lantai.holdings.catalogue.models import Record
    from lantai.holdings.checks.models import CheckRun
    from lantai.holdings.exchange.models import Export
    from lantai.holdings.fulltext.models import Page
    from lantai.holdings.imports.models import ImportBatch, ImportedEntry
    from lantai.holdings.normalisation.models import Derivative, NormalisationRun
    from lantai.holdings.preservation.models import StoredObject

    return {
        "jobs": sorted({(job.kind, job.state) for job in Job.objects.all()}),
        "events": dict(Event.objects.order_by().values_list("verb").annotate(n=Count("pk"))),
        "hand_over": _transfer().state,
        "checks": sorted(CheckRun.objects.values_list("state", flat=True)),
        "intakes": sorted(Intake.objects.values_list("state", flat=True)),
        "records": Record.objects.count(),
        "objects": StoredObject.objects.count(),
        "batches": list(ImportBatch.objects.values_list("state", flat=True)),
        "imported": ImportedEntry.objects.count(),
        "exports": list(Export.objects.values_list("state", "message")),
        "copies": Derivative.objects.count(),
        "runs": list(NormalisationRun.objects.values_list("state", flat=True)),
        "pages": dict(Page.objects.order_by().values_list("state").annotate(n=Count("pk"))),
    }


JOBS: dict[str, Callable[[Path], Any]] = {
    each.__name__: each
    for each in (prepare, check, accept, store, take_in, commit, order, export, normalise, recognise, tell)
}

if __name__ == "__main__":
    main()
