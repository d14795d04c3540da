"""The demonstration archive: the generator's folders taken in through the real intake, with people who may sign in."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.actions import add_user, found_institution, grant_role
from lantai.base.accounts.models import Institution, User
from lantai.base.accounts.passwords import made_password
from lantai.config.demonstration_certificates import PEOPLE as CERTIFIERS, certify
from lantai.config.demonstration_done import Invitation, accounts_file, keep_done, kept_accounts
from lantai.config.demonstration_opening import AUTHORITY, OFFICER, PEOPLE as REVIEWERS, review_and_use
from lantai.config.demonstration_store import furnish
from lantai.engines.search.beside import wait_for_index
from lantai.holdings.accessions.actions import begin_transfer, carry_out
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.acquisitions import actions as acquiring
from lantai.holdings.acquisitions.models import Lead
from lantai.holdings.authority.actions import TableEntered, enter_table
from lantai.holdings.catalogue.actions import found_fonds
from lantai.holdings.catalogue.models import Record
from lantai.holdings.disposal.actions import HoldSaid, place_hold
from lantai.holdings.disposal.models import Hold

if TYPE_CHECKING:
    from demo.model import FondsPlan

CODE = "999001"
UNIT = ("999101", "临江区民政局")
TOWN = ("999301", "石桥乡便民服务中心")
"""Holds nothing; its counter takes cases for the archive."""
PEOPLE = (
    ("archivist", "档案员 云", Role.ARCHIVIST, CODE),
    ("proofreader", "校对员 石", Role.PROOFREADER, CODE),
    ("keeper", "保管员 木", Role.STORE_KEEPER, CODE),
    ("head", "馆领导 岳", Role.DISPOSAL_APPROVER, CODE),
    ("witness", "监销人 林", Role.DISPOSAL_WITNESS, CODE),
    ("officer", "移交员 江", Role.UNIT_OFFICER, UNIT[0]),
    ("auditor", "审计员 田", Role.AUDITOR, CODE),
    *((*each, CODE) for each in (*REVIEWERS, *CERTIFIERS)),
    OFFICER,
    ("town", "乡镇窗口 石", Role.DESK_OFFICER, TOWN[0]),
)
"""Who may sign in: name, name as shown, role, and where; the officer's institution hands over to the archive."""
Progress = Callable[[str, str, int, int], None]
"""Called with the fonds, the step, how many are done, and of how many."""


def build(*, size: str, progress: Progress) -> Invitation:
    """Generate the folders and take them in; what a run before has done is left as it is. Returns what to tell of it.

    Once it is whole, that is kept: see `demonstration_done.done`.
    """
    from demo import build as build_folders  # the generator pulls in drawing libraries that serving never needs

    progress("", "generate", 0, 0)
    plan = build_folders(Path(settings.HOME) / "demo", size=size)
    archive = found_institution(actor=OPERATOR, code=CODE, name=plan.fonds[0].institution)
    enter_names(archive)
    transfers = [_take_in(archive, fonds, progress) for fonds in plan.fonds]
    furnish(archive)
    enter_acquisitions(archive)
    hold_one_record(archive)
    made = accounts()
    review_and_use(archive)
    certify(archive)
    progress("", "index", 0, 0)
    wait_for_index()
    tries = [{"query": each.query, "title": each.title, "title_en": each.title_en} for each in plan.tries]
    keep_done(size=size, tries=tries, transfers=[each.pk for each in transfers])
    return Invitation(made, tries)


def hold_one_record(archive: Institution) -> None:
    """One record is held, so that the pages of disposal and of the record have something to show."""
    record = Record.objects.filter(institution=archive).select_related("fonds__institution").order_by("pk").first()
    if record is None or Hold.objects.filter(fonds__institution=archive).exists():
        return
    since = dt.date(2026, 1, 1)
    said = HoldSaid(Hold.Reach.RECORDS, "行政诉讼需作证据", "临法〔2026〕3号协助函", since, records=[record])
    place_hold(actor=OPERATOR, fonds=record.fonds, said=said)


def enter_names(archive: Institution) -> TableEntered:
    """Places and bodies under their changing names; what a run before has entered is left as it is."""
    from demo.places import names_table  # like the generator: serving never needs it

    columns = ("name", "aliases", "since", "until", "earlier", "kind")
    rows = [(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(names_table(), start=1)]
    return enter_table(actor=OPERATOR, institution=archive, rows=rows)


def enter_acquisitions(archive: Institution) -> None:
    """A lead somebody offered, and a donation that may not be copied and names its donor; once, of made-up people."""
    if Lead.objects.filter(institution=archive).exists():
        return
    day = dt.date(2026, 10, 12)
    offer = acquiring.Offer("外祖父一九五三年参加县水利工程的工作日记两册、工地合影一张。", "柳映川", wish="donation")
    acquiring.enter_lead(actor=OPERATOR, institution=archive, offer=offer, source=Lead.Source.COUNTER)
    proposal = acquiring.Proposal(kind="donation", title="云氏家藏土改时期家书", owner="云望舒")
    made = acquiring.propose_acquisition(actor=OPERATOR, institution=archive, proposal=proposal)
    listed = acquiring.Listed("家书", 24, "item", "paper", "1950—1953", "附信封九枚")
    acquiring.list_item(actor=OPERATOR, acquisition=made, listed=listed)
    decision = acquiring.Decision(day, "馆务会议", "临档纪〔2026〕11号")
    made = acquiring.approve_acquisition(actor=OPERATOR, acquisition=made, decision=decision)
    terms = acquiring.Terms("临档捐〔2026〕4号", day, "档案员 云", "云望舒", "捐赠人将上列家书无偿捐赠本馆，条件如下。")
    conditions = (acquiring.Term("no_copying"), acquiring.Term("credit_line", words="云望舒先生家族捐赠"))
    acquiring.sign_agreement(actor=OPERATOR, acquisition=made, terms=terms, conditions=conditions)
    reception = acquiring.Reception(day, "档案员 云", "云望舒", "完好，九封有水渍")
    made.refresh_from_db()
    made = acquiring.receive_acquisition(actor=OPERATOR, acquisition=made, reception=reception)
    acquiring.issue_certificate(actor=OPERATOR, acquisition=made, on=day)
    first = Record.objects.filter(institution=archive, opening_state="open").select_related("fonds").order_by("pk")[:1]
    if first:
        acquiring.link_records(actor=OPERATOR, acquisition=made, records=list(first))


def accounts() -> dict[str, str]:
    """User names and passwords of the demonstration, made once and kept in the home folder."""
    path, known = accounts_file(), kept_accounts()
    made = {name: known.get(name) or made_password() for name, *_ in PEOPLE}
    if made == known:
        return made
    found_institution(actor=OPERATOR, code=UNIT[0], name=UNIT[1], kind=Institution.Kind.UNIT)
    found_institution(actor=OPERATOR, code=TOWN[0], name=TOWN[1], kind=Institution.Kind.TOWNSHIP)
    found_institution(actor=OPERATOR, code=AUTHORITY[0], name=AUTHORITY[1], kind=Institution.Kind.AUTHORITY)
    for name, shown, role, code in PEOPLE:
        user = User.objects.filter(username=name).first()
        user = user or add_user(actor=OPERATOR, username=name, password=made[name], display_name=shown)
        user.set_password(made[name])
        user.save(update_fields=["password"])
        grant_role(actor=OPERATOR, user=user, institution=Institution.objects.get(code=code), role=role)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made), encoding="utf-8")
    path.chmod(0o600)
    return made


def _take_in(archive: Institution, plan: FondsPlan, progress: Progress) -> Transfer:
    fonds = found_fonds(
        actor=OPERATOR, institution=archive, code=plan.code, title=plan.title, unit=plan.originating_unit,
        guide=plan.note, year_from=plan.start, year_to=plan.end,
    )  # fmt: skip
    source = plan.folder.resolve()
    stored = Transfer.objects.filter(fonds=fonds, source=str(source), state=Transfer.State.STORED).first()
    if stored is not None:
        return stored

    def told(step: str, done: int, total: int) -> None:
        progress(plan.title, step, done, total)

    transfer = begin_transfer(actor=OPERATOR, fonds=fonds, source=source, catalogue=plan.catalogue)
    carry_out(actor=OPERATOR, transfer=transfer, progress=told)
    return transfer
