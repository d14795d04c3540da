"""What addresses with arguments name, each as a function of the `World`: records, fonds, pages, tasks made for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.actions import grant_role, propose_user
from lantai.base.accounts.models import User
from lantai.base.audit.actions import record
from lantai.base.audit.models import Event
from lantai.base.common.dates import parse_date
from lantai.base.common.ids import new_ulid
from lantai.front.oversight.actions import carry_out_audit_export, order_audit_export
from lantai.holdings.acquisitions.tests.acts import (
    a_call,
    a_deposit,
    a_document,
    a_lead,
    a_party,
    a_reminder,
    an_acquisition,
)
from lantai.holdings.arrangement.actions import Entry, Rule, correct_file_entry, plan_renumbering, set_code_rule
from lantai.holdings.arrangement.choosing import Chosen
from lantai.holdings.arrangement.models import ArrangementBatch, CodeRule
from lantai.holdings.arrangement.plans import Renumbering
from lantai.holdings.arrangement.scheme_files import scheme_named
from lantai.holdings.arrangement.tests.acts import a_file_entry
from lantai.holdings.authority.actions import Link, NameSaid, enter_authority, succeed
from lantai.holdings.authority.models import Authority, DatedName, Succession
from lantai.holdings.catalogue.actions import Description, add_series, describe_records
from lantai.holdings.catalogue.models import Record, Series
from lantai.holdings.checks.actions import answer_item
from lantai.holdings.checks.models import CheckEvidence
from lantai.holdings.checks.tests.acts import checked
from lantai.holdings.description.actions import count_change, edit_record, prepare_change
from lantai.holdings.description.models import ChangeBatch, RecordPair
from lantai.holdings.disposal.tests.acts import a_destruction, a_hold, an_appraisal
from lantai.holdings.entry.tests.acts import differing_item, task_item
from lantai.holdings.exchange.actions import carry_out_export, order_export, receive_description
from lantai.holdings.exchange.files import Subject
from lantai.holdings.fixity.tests.acts import finding_of
from lantai.holdings.merging.tests.acts import merged
from lantai.holdings.normalisation.tests.acts import a_run
from lantai.holdings.people.actions import propose_links
from lantai.holdings.people.models import PersonLink
from lantai.holdings.printing.actions import Order, order_printout
from lantai.holdings.printing.models import Printout
from lantai.holdings.storerooms.tests.acts import a_box, a_line, a_loan, a_movement, a_room, a_shelf, a_stock_taking
from lantai.holdings.transfers.models import Agreement, Transfer
from lantai.holdings.transfers.states import State
from lantai.holdings.transfers.tests.acts import agreement, arriving, handover
from lantai.services.appointments.tests.acts import of_today, used_today
from lantai.services.certificates.keyring import prepare_keys
from lantai.services.certificates.tests.acts import a_begun, a_seal
from lantai.services.cross_archive.keyring import prepare_keys as prepare_exchange_keys
from lantai.services.cross_archive.tests.acts import a_case_away, a_foreign_certificate, a_partner
from lantai.services.enquiries.tests.acts import (
    a_complaint,
    a_consent,
    a_matter_case,
    a_print,
    a_proof,
    a_taken_case,
    an_enquiry,
)
from lantai.services.notices.tests.acts import a_failed_notice
from lantai.services.opening.tests.acts import a_batch_in_review, a_notice, a_request, a_secret, a_sent_letter
from lantai.services.precheck.tests.acts import a_run as a_precheck
from lantai.services.sharing.tests.acts import a_lending
from tests.support.world import World

Arguments = Callable[[World], dict[str, Any]]


def no_arguments(world: World) -> dict[str, Any]:
    return {}


def opened(world: World) -> dict[str, Any]:
    return {"ulid": world.opened.ulid}


def unopened(world: World) -> dict[str, Any]:
    return {"ulid": world.unopened.ulid}


def first_page(record: Arguments, **more: Any) -> Arguments:
    return lambda world: {**record(world), "position": 1, **more}


def first_person(record: Arguments) -> Arguments:
    return lambda world: {**record(world), "position": 0}


def proposed_link(world: World) -> dict[str, Any]:
    """The opened record names whom the unopened one names, by ID number."""
    propose_links(actor=OPERATOR, entries=list(world.opened.persons.all()))
    return {"ulid": PersonLink.objects.get().ulid}


def done_merge(world: World) -> dict[str, Any]:
    return {"ulid": merged(world).ulid}


def transfer(world: World) -> dict[str, Any]:
    return {"ulid": world.transfer.ulid}


def fixity_finding(world: World) -> dict[str, Any]:
    return {"ulid": finding_of(world).ulid}


def normalisation_run(world: World) -> dict[str, Any]:
    return {"ulid": a_run(world).ulid}


def precheck_run(world: World) -> dict[str, Any]:
    return {"ulid": a_precheck(world).ulid}


def named(name: str, arguments: Arguments) -> Arguments:
    """The API calls identifiers by what they identify."""
    return lambda world: {name if key == "ulid" else key: value for key, value in arguments(world).items()}


def api_page(record: Arguments) -> Arguments:
    return lambda world: {"record": record(world)["ulid"], "page": 1}


def api_files(world: World, record: str) -> dict[str, Any]:
    return {"file": world.file_of(getattr(world, record))}


def imported(world: World) -> dict[str, Any]:
    return {"ulid": world.imported().ulid}


def check_run(world: World) -> dict[str, Any]:
    return {"ulid": checked(world).ulid}


def check_item(world: World) -> dict[str, Any]:
    return {**check_run(world), "code": "YJ-4-7"}


def check_evidence(world: World) -> dict[str, Any]:
    run = checked(world)
    photograph = ("disc.jpg", b"not a picture")
    if not run.results.filter(code="YJ-4-5").exclude(answered_by="").exists():
        answer_item(actor=OPERATOR, run=run, code="YJ-4-5", status="pass", note="无划痕", file=photograph)
    return {**check_run(world), "evidence": CheckEvidence.objects.get(result__run=run).ulid}


def fonds(world: World) -> dict[str, Any]:
    return {"ulid": world.fonds.ulid}


def series(world: World) -> dict[str, Any]:
    """A class of the fonds, entered on first asking."""
    known = Series.objects.filter(fonds=world.fonds).first()
    entered = known or add_series(actor=OPERATOR, fonds=world.fonds, code="WS", title="文书档案")
    return {"ulid": entered.ulid}


def code_rule(world: World) -> dict[str, Any]:
    """Items are numbered by DA/T 22-2015 from 2016 on."""
    known = CodeRule.objects.filter(fonds=world.fonds).first()
    rule = Rule("item", "dat22", 2016)
    return {"ulid": (known or set_code_rule(actor=OPERATOR, fonds=world.fonds, rule=rule, reason="方案")).ulid}


def plan(world: World) -> dict[str, Any]:
    """Every item is to get another number."""
    wanted = Renumbering(scheme_named("dat22"), number="count", start=50)
    known = ArrangementBatch.objects.filter(fonds=world.fonds).first()
    return {"ulid": (known or plan_renumbering(actor=OPERATOR, fonds=world.fonds, chosen=Chosen(), wanted=wanted)).ulid}


def exported(world: World) -> dict[str, Any]:
    order = order_export(actor=OPERATOR, subject=Subject(world.fonds), format="dc")
    return {"ulid": carry_out_export(actor=OPERATOR, export=order).ulid}


def given_description(world: World) -> dict[str, Any]:
    """A finding aid without any unit, read and not loaded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.xml"
        path.write_text('<ead><eadheader/><archdesc level="fonds"><did/></archdesc></ead>', encoding="utf-8")
        return {"ulid": receive_description(actor=OPERATOR, fonds=world.fonds, path=path).ulid}


def place(world: World, **more: str) -> dict[str, Any]:
    """A place of the institution, entered on first asking."""
    known = Authority.objects.filter(institution=world.institution).first()
    entered = known or enter_authority(
        actor=OPERATOR, institution=world.institution, kind="place", name=NameSaid("红旗公社", 1958, 1983)
    )
    return {"ulid": entered.ulid, **more}


def place_name(world: World) -> dict[str, Any]:
    return place(world, name=DatedName.objects.get(authority__ulid=place(world)["ulid"]).ulid)


def place_link(world: World) -> dict[str, Any]:
    known = Succession.objects.first()
    if known is None:
        earlier = Authority.objects.get(ulid=place(world)["ulid"])
        other = enter_authority(
            actor=OPERATOR, institution=world.institution, kind="place", name=NameSaid("红旗乡", 1983)
        )
        known = succeed(actor=OPERATOR, authority=earlier, link=Link(other), version=earlier.version)
    return {"ulid": known.successor.ulid, "link": known.ulid}


def volume(world: World) -> dict[str, Any]:
    """An unopened volume of the fonds."""
    code = "0001-1-012"
    known = Record.objects.filter(code_key=code).first()
    if known is None:
        described = Description(code, "水利文件", level=Record.Level.VOLUME)
        [known] = describe_records(actor=OPERATOR, fonds=world.fonds, descriptions=[(new_ulid(), described)])
    return {"ulid": known.ulid}


def file_entry(world: World) -> dict[str, Any]:
    """An entry of the fonds file that has not been corrected."""
    return {"ulid": a_file_entry(world).ulid}


def corrected_entry(world: World) -> dict[str, Any]:
    entry, said = a_file_entry(world), Entry("use", "利用情况", parse_date("2003"), "更正后的正文。")
    return {"ulid": correct_file_entry(actor=OPERATOR, entry=entry, said=said, version=1, reason="类目有误").ulid}


def file_printout(world: World) -> dict[str, Any]:
    """The printed fonds file: for who may write in it."""
    a_file_entry(world)
    return {"ulid": order_printout(actor=OPERATOR, fonds=world.fonds, order=Order("fonds_file_list")).ulid}


def printout(world: World) -> dict[str, Any]:
    known = Printout.objects.filter(form="item_list").first()
    made = known or order_printout(actor=OPERATOR, fonds=world.fonds, order=Order("item_list"))
    return {"ulid": made.ulid}


def entry_item(world: World) -> dict[str, Any]:
    """A record of a task of double entry that somebody else has typed once, and a third person may type again."""
    return {"ulid": task_item(world).task.ulid, "position": 1}


def entry_difference(world: World) -> dict[str, Any]:
    item = differing_item(world)
    return {"ulid": item.task.ulid, "position": item.position}


def entry_task(world: World) -> dict[str, Any]:
    return {"ulid": task_item(world).task.ulid}


A_NAME = {"name": "红旗乡", "since": "1983", "kind": "official"}


WHOLE = {"region": "full", "size": "max", "rotation": "0", "quality": "default", "form": "jpg"}


def own_fonds(world: World) -> dict[str, Any]:
    return {"ulid": world.fonds.ulid}


def restored(record: Arguments) -> Arguments:
    """The first version of a record that has been changed once."""

    def changed(world: World) -> dict[str, Any]:
        one = Record.objects.get(**record(world))
        if one.version == 1:
            edit_record(actor=OPERATOR, record=one, version=1, values={"note": "已核"})
        return {"ulid": one.ulid, "version": 1}

    return changed


def counted_change(world: World) -> dict[str, Any]:
    change = {"key": "creator", "how": "set", "text": "云溪区人民政府"}
    known = ChangeBatch.objects.first()
    batch = known or prepare_change(actor=OPERATOR, fonds=world.fonds, chosen={}, change=change)
    return {"ulid": batch.ulid if known else count_change(actor=OPERATOR, batch=batch).ulid}


def record_pair(world: World) -> dict[str, Any]:
    first, second = sorted((world.opened, world.unopened), key=lambda record: record.pk)
    pair, _ = RecordPair.objects.get_or_create(first=first, second=second, defaults={"score": 400})
    return {"ulid": pair.ulid}


def own_archivist(world: World) -> dict[str, Any]:
    """An account of the institution itself; of another's, nothing is known."""
    return {"ulid": world.people["archivist"].ulid}


def proposed_account(world: World) -> dict[str, Any]:
    known = User.objects.filter(username="proposed").first()
    return {"ulid": (known or propose_user(actor=OPERATOR, institution=world.institution, username="proposed")).ulid}


def whole_chain(world: World) -> dict[str, Any]:
    """The auditor is one of both institutions now: only who audits all of them takes the chain as a whole."""
    elsewhere = world.people["outsider"].roles.get().institution
    grant_role(actor=OPERATOR, user=world.people["auditor"], institution=elsewhere, role=Role.AUDITOR)
    return {}


def own_event(world: World) -> dict[str, Any]:
    """What the operator did first."""
    whole_chain(world)
    return {"number": Event.objects.order_by("number").values_list("number", flat=True)[0]}


def archivists_event(world: World) -> dict[str, Any]:
    actor = actor_of(world.people["archivist"])
    known = Event.objects.filter(actor_id=actor.user_id).first()
    return {"number": (known or record("tests:note", actor=actor, subject=("record", "1"))).number}


def audit_export(world: World) -> dict[str, Any]:
    whole_chain(world)
    return {"ulid": carry_out_audit_export(actor=OPERATOR, export=order_audit_export(actor=OPERATOR)).ulid}


def transfer_agreement(world: World) -> dict[str, Any]:
    """One proposed between the archive and itself, made when it is first asked for."""
    known = Agreement.objects.filter(state="proposed", unit=world.institution).first()
    return {"ulid": (known or agreement(world, "proposed")).ulid}


def _handed(world: World, state: str) -> Transfer:
    known = Transfer.objects.filter(state=state, unit=world.institution).first()
    return known or handover(world, State(state))


def transfer_draft(**more: Any) -> Arguments:
    return lambda world: {"ulid": _handed(world, "draft").ulid, **more}


def transfer_submitted(**more: Any) -> Arguments:
    return lambda world: {"ulid": _handed(world, "submitted").ulid, **more}


def transfer_returned(**more: Any) -> Arguments:
    """One with a list of problems."""

    def made(world: World) -> dict[str, Any]:
        returned = _handed(world, "returned")
        returned.problems.get_or_create(round=1, row=1, defaults={"code": "manual", "message": "缺目录"})
        return {"ulid": returned.ulid, **more}

    return made


def transfer_file(world: World) -> dict[str, Any]:
    file = arriving(world)
    return {"ulid": file.transfer.ulid, "file": file.ulid}


def disposal_appraisal(world: World) -> dict[str, Any]:
    return {"ulid": an_appraisal(world).ulid}


def disposal_destruction(world: World) -> dict[str, Any]:
    return {"ulid": a_destruction(world).ulid}


def disposal_hold(world: World) -> dict[str, Any]:
    return {"ulid": a_hold(world).ulid}


def review_batch(world: World) -> dict[str, Any]:
    return {"ulid": a_batch_in_review(world).ulid}


def review_paper(world: World) -> dict[str, Any]:
    return {"ulid": a_batch_in_review(world).ulid, "name": "statistics", "form": "xlsx"}


def opening_letter(world: World) -> dict[str, Any]:
    return {"ulid": a_sent_letter(world).ulid}


def opening_request(world: World) -> dict[str, Any]:
    return {"ulid": a_request(world).ulid}


def opening_notice(world: World) -> dict[str, Any]:
    return {"ulid": a_notice(world).ulid}


def opening_notice_list(world: World) -> dict[str, Any]:
    return {"ulid": a_notice(world).ulid, "form": "csv"}


def secret_record(world: World) -> dict[str, Any]:
    return {"ulid": a_secret(world).ulid}


def opening_review(world: World) -> dict[str, Any]:
    """A batch in its first review, its people the world's own."""
    return {"ulid": a_batch_in_review(world).ulid}


def opening_review_item(world: World) -> dict[str, Any]:
    return {**opening_review(world), "position": 1}


def store_room(world: World) -> dict[str, Any]:
    return {"ulid": a_room(world).ulid}


def store_shelf(world: World) -> dict[str, Any]:
    return {"ulid": a_shelf(world).ulid}


def store_box(world: World) -> dict[str, Any]:
    return {"ulid": a_box(world).ulid}


def store_movement(world: World) -> dict[str, Any]:
    return {"ulid": a_movement(world).ulid}


def store_label(world: World) -> dict[str, Any]:
    return {"code": a_box(world).barcode}


def store_loan(world: World) -> dict[str, Any]:
    return {"ulid": a_loan(world).ulid}


def stock_taking(world: World) -> dict[str, Any]:
    return {"ulid": a_stock_taking(world).ulid}


def stock_line(world: World) -> dict[str, Any]:
    return {**stock_taking(world), "number": a_line(world).pk}


def acquisition_lead(**more: Any) -> Arguments:
    return lambda world: {"ulid": a_lead(world).ulid, **more}


def acquisition_party(world: World) -> dict[str, Any]:
    return {"ulid": a_party(world).ulid}


def acquisition_call(world: World) -> dict[str, Any]:
    return {"ulid": a_call(world).ulid}


def acquisition(**more: Any) -> Arguments:
    return lambda world: {"ulid": an_acquisition(world).ulid, **more}


def acquisition_document(world: World) -> dict[str, Any]:
    found = a_document(world)
    return {"ulid": found.acquisition.ulid, "document": found.ulid}


def deposit_reminder(world: World) -> dict[str, Any]:
    a_deposit(world)
    return {"ulid": a_reminder(world).ulid}


def certificate(**more: Any) -> Arguments:
    """One that is begun: nobody has drawn it up yet."""
    return lambda world: {"ulid": a_begun(world).ulid, **more}


def certificate_keys(world: World) -> dict[str, Any]:
    """Published once there are some."""
    prepare_keys()
    return {}


def certificate_number(world: World) -> dict[str, Any]:
    return {"number": a_begun(world).number}


def certificate_seal(**more: Any) -> Arguments:
    return lambda world: {"ulid": a_seal(world).ulid, **more}


def enquiry(**more: Any) -> Arguments:
    return lambda world: {"ulid": an_enquiry(world).ulid, **more}


def basket_record(**more: Any) -> Arguments:
    """The unopened record in the basket of a case."""
    return lambda world: {"ulid": an_enquiry(world).ulid, "record": world.unopened.ulid, **more}


def matter(**more: Any) -> Arguments:
    return lambda world: {"code": "marriage", **more}


def matter_case(world: World) -> dict[str, Any]:
    return {"ulid": a_matter_case(world).ulid}


def exchange_keys(world: World) -> dict[str, Any]:
    prepare_exchange_keys()
    return {}


def exchange_card(world: World) -> dict[str, Any]:
    prepare_exchange_keys()
    return {"code": world.institution.code}


def partner(**more: Any) -> Arguments:
    return lambda world: {"ulid": a_partner(world).ulid, **more}


def passed_case(**more: Any) -> Arguments:
    return lambda world: {"ulid": a_case_away(world).ulid, **more}


def passed_certificate(world: World) -> dict[str, Any]:
    certificate = a_foreign_certificate(world)
    return {"ulid": certificate.passed.ulid, "document": certificate.ulid}


def lending(**more: Any) -> Arguments:
    return lambda world: {"ulid": a_lending(world).ulid, **more}


def lent_record(**more: Any) -> Arguments:
    return lambda world: {"ulid": a_lending(world).ulid, "record": world.unopened.ulid, **more}


def taken_case(**more: Any) -> Arguments:
    return lambda world: {"ulid": a_taken_case(world).ulid, **more}


def taken_print(world: World) -> dict[str, Any]:
    case = a_taken_case(world)
    return {"ulid": case.ulid, "document": a_print(world, case).ulid}


def enquiry_number(**more: Any) -> Arguments:
    """A case whose code nobody of the cast has given."""
    return lambda world: {"number": an_enquiry(world).number, **more}


def room_use(world: World) -> dict[str, Any]:
    return {"ulid": used_today(world.institution).ulid}


def booking(world: World) -> dict[str, Any]:
    return {"ulid": of_today(world).ulid}


def failed_notice(world: World) -> dict[str, Any]:
    return {"ulid": a_failed_notice(world).ulid}


def enquiry_proof(world: World) -> dict[str, Any]:
    proof = a_proof(world)
    return {"ulid": proof.enquiry.ulid, "document": proof.ulid}


def unit_consent(world: World) -> dict[str, Any]:
    return {"ulid": a_consent(world).ulid}


def use_complaint(world: World) -> dict[str, Any]:
    return {"ulid": a_complaint(world).ulid}
