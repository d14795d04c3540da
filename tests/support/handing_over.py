"""A hand-over as a program of its own, so that tests can kill it: one step a start, said on a line before it begins.

python -m tests.support.handing_over bring|check|accept|store|close|tell PACKAGE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django


def main() -> None:
    django.setup()
    step, package = sys.argv[1], Path(sys.argv[2])
    acts = {"bring": bring, "check": check, "accept": accept, "store": store, "close": close, "tell": tell}
    print("begins", flush=True)  # noqa: T201 — the moment from which a test counts
    told = acts[step](package)
    print(json.dumps(told), flush=True)  # noqa: T201


def _hand_over() -> Any:
    from lantai.holdings.transfers.models import Transfer

    return Transfer.objects.select_related("unit", "archive", "fonds__institution", "agreement", "job", "intake").get()


def bring(package: Path) -> Any:
    """A carrier that a unit has declared and the desk has counted."""
    from lantai.base.accounts.access import OPERATOR
    from lantai.base.accounts.actions import found_institution
    from lantai.engines.storage.current import blob_store
    from lantai.holdings.catalogue.actions import found_fonds
    from lantai.holdings.preservation.ocfl.layout import prepare_root
    from lantai.holdings.transfers import actions
    from lantai.holdings.transfers.tests.factories import CHECKS

    blob_store().prepare()
    prepare_root(blob_store())
    archive = found_institution(actor=OPERATOR, code="LT01", name="云溪区档案馆")
    unit = found_institution(actor=OPERATOR, code="U001", name="云溪区教育局", kind="unit")
    fonds = found_fonds(actor=OPERATOR, institution=archive, code="K001", title="云溪区教育局")
    files = [path for path in package.iterdir() if path.suffix == ".txt"]
    said = actions.Declaration(
        title="移交", content="文书档案", way="carrier", carrier="硬盘一块", carrier_numbers="YP-01", items=len(files),
        files=len(list(package.iterdir())), bytes=sum(path.stat().st_size for path in package.iterdir()),
        openings="建议全部开放", government_information="均已公开", secrecy_changes="无", sender_checks=CHECKS,
    )  # fmt: skip
    transfer = actions.begin_handover(actor=OPERATOR, unit=unit, fonds=fonds, title="移交")
    actions.declare_handover(actor=OPERATOR, transfer=transfer, declaration=said)
    actions.submit_handover(actor=OPERATOR, transfer=transfer)
    actions.place_carrier(actor=OPERATOR, transfer=transfer, path=str(package))
    return actions.count_handover(actor=OPERATOR, transfer=transfer).state


def check(_package: Path) -> Any:
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.transfers.actions import check_handover

    return check_handover(actor=OPERATOR, transfer=_hand_over()).state


def accept(_package: Path) -> Any:
    """What waits for a person is answered, then both sign."""
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.checks.actions import answer_item
    from lantai.holdings.checks.actions.answering import may_answer
    from lantai.holdings.transfers import actions
    from lantai.holdings.transfers.verdicts import last_run

    transfer = _hand_over()
    run = last_run(transfer)
    assert run is not None
    for result in run.results.filter(status__in=["manual_pending", "not_run"]):
        if may_answer(result):
            answer_item(actor=OPERATOR, run=run, code=result.code, status="pass", note="逐项查看")
    actions.accept_with_issues(actor=OPERATOR, transfer=transfer, reason="按约定接收")
    actions.sign_as_sender(actor=OPERATOR, transfer=transfer)
    return actions.sign_as_receiver(actor=OPERATOR, transfer=transfer).state


def store(_package: Path) -> Any:
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.transfers.actions import store_handover

    return store_handover(actor=OPERATOR, transfer=_hand_over()).state


def close(_package: Path) -> Any:
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.transfers.actions import close_handover

    return close_handover(actor=OPERATOR, transfer=_hand_over()).state


def tell(_package: Path) -> Any:
    """What there is in the end, each thing counted where it stands."""
    from django.db.models import Count

    from lantai.base.audit.models import Event
    from lantai.holdings.accessions.models import Transfer as Intake
    from lantai.holdings.catalogue.models import Record
    from lantai.holdings.preservation.models import StoredFile, StoredObject

    transfer = _hand_over()
    checks = transfer.steps.filter(act="check").count()
    return {
        "state": transfer.state,
        "records": Record.objects.count(),
        "objects": StoredObject.objects.count(),
        "files": StoredFile.objects.count(),
        "intakes": Intake.objects.count(),
        "steps": dict(transfer.steps.order_by().values_list("act").annotate(n=Count("pk"))),
        "taken_in": Event.objects.filter(verb="record:take_in").count(),
        "stored": Event.objects.filter(verb="handover:store").count(),
        "checks_told": Event.objects.filter(verb="handover:check").count() == checks,
    }


if __name__ == "__main__":
    main()
