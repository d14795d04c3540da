"""Where every page template is seen, and by whom; and the templates that no address shows by itself."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings as project
from django.test.signals import template_rendered
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.holdings.acquisitions.tests.acts import a_call, a_lead, a_party, a_reminder, an_acquisition
from lantai.holdings.authority.tests.factories import hongqi
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.checks.tests.acts import checked
from lantai.holdings.description.actions import count_change, edit_record, prepare_change
from lantai.holdings.description.models import ChangeBatch, RecordPair
from lantai.holdings.disposal.tests.acts import a_destruction, a_hold, an_appraisal
from lantai.holdings.entry.tests.acts import differing_item
from lantai.holdings.fulltext.actions import correct_line
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.merging.tests.acts import merged
from lantai.holdings.normalisation.tests.acts import a_run as a_normalising
from lantai.holdings.printing.actions import Order, order_printout
from lantai.holdings.storerooms.tests.acts import a_box, a_loan, a_movement, a_shelf, a_stock_taking
from lantai.holdings.withholding.actions import WithheldPassage, withhold
from lantai.services.certificates.tests.acts import a_begun, a_seal
from lantai.services.cross_archive.tests.acts import a_foreign_certificate, a_partner
from lantai.services.enquiries.tests.acts import a_complaint, a_consent, a_matter_case, a_taken_case, an_enquiry
from lantai.services.opening.tests.acts import (
    a_batch_in_review,
    a_letter,
    a_notice,
    a_request,
    a_secret,
    a_sent_letter,
)
from lantai.services.precheck.tests.acts import a_noticed, a_run as a_precheck
from lantai.services.sharing.tests.acts import a_lending
from tests.architecture.arguments import (
    code_rule,
    corrected_entry,
    given_description,
    imported,
    own_event,
    plan,
    series,
    transfer_draft,
    transfer_submitted,
    volume,
)
from tests.support.world import World

TEXT = ("关于春耕生产的通知", "各公社要抓紧春耕，不误农时。")


def description_pages(world: World) -> list[str]:
    """Of one record that has been changed, its fonds, a counted change of many, and a pair to decide."""
    record = Record.objects.get(pk=world.unopened.pk)
    if not ChangeBatch.objects.exists():
        values = {"title": "关于干部任免的批复", "note": "已核"}
        edit_record(actor=OPERATOR, record=record, version=record.version, values=values)
        change = {"key": "title", "how": "replace", "find": "关于", "text": "有关"}
        count_change(actor=OPERATOR, batch=prepare_change(actor=OPERATOR, fonds=world.fonds, chosen={}, change=change))
        first, second = sorted((world.opened, world.unopened), key=lambda each: each.pk)
        RecordPair.objects.create(first=first, second=second, score=400, reasons=["number"])
    return [
        "/staff/records/new",
        reverse("description:edit", args=[record.ulid]),
        reverse("description:history", args=[record.ulid]),
        "/staff/fonds",
        "/staff/fonds/new",
        reverse("description:fonds", args=[world.fonds.ulid]),
        "/staff/cells",
        f"/staff/cells?fonds={world.fonds.code}",
        "/staff/changes",
        "/staff/changes/new",
        reverse("description:change", args=[ChangeBatch.objects.get().ulid]),
        f"/staff/duplicates?fonds={world.fonds.ulid}",
    ]


def arrangement_pages(world: World) -> list[str]:
    """Of a fonds with a class, a rule and a plan, and of one record's codes; and the pages of exchange with a load."""
    code_rule(world)
    fonds = [world.fonds.ulid]
    return [
        "/staff/arrangement",
        reverse("arrangement:series", kwargs=series(world)),
        *(reverse(f"arrangement:{n}", args=fonds) for n in ("tree", "codes", "plans", "renumber", "classify", "move")),
        reverse("arrangement:plan", kwargs=plan(world)),
        reverse("arrangement:fonds_file", args=fonds),
        reverse("arrangement:file_entry", kwargs=corrected_entry(world)),
        reverse("arrangement:record_codes", args=[world.unopened.ulid]),
        reverse("arrangement:place", args=[world.unopened.ulid]),
        "/staff/exchange",
        reverse("exchange:load", kwargs=given_description(world)),
    ]


def every_template(world: World) -> list[str]:
    record, first, place = [world.opened.ulid], [world.opened.ulid, 1], hongqi()
    printout = order_printout(actor=OPERATOR, fonds=world.fonds, order=Order("item_list"))
    item = differing_item(world)
    task, typed = [item.task.ulid], [item.task.ulid, item.position]
    return [
        "/",
        "/help",
        "/search",
        "/search?q=春耕",
        "/search?q=不存在",
        "/search?from=x",
        "/fonds/",
        reverse("catalogue:fonds", args=[world.fonds.code]),
        reverse("fulltext:record", args=record),
        f"{reverse('fulltext:page', args=first)}?q=春耕",
        "/sign-in",
        "/nothing-here",
        f"/records/{'0' * 26}/pages/1",
        "/staff/",
        "/staff/intake",
        "/staff/intake/new",
        reverse("accessions:transfer", args=[world.transfer.ulid]),
        "/staff/records",
        reverse("accessions:record", args=record),
        *description_pages(world),
        *arrangement_pages(world),
        "/staff/persons",
        "/staff/persons?name=柳文澜&born=1956",
        "/staff/persons?name=无此人",
        "/staff/places",
        "/staff/places?words=无此名",
        "/staff/places/new",
        reverse("authority:authority", args=[place.ulid]),
        f"{reverse('authority:authority', args=[place.ulid])}?name={place.names.first().ulid}",
        "/staff/persons/links",
        "/staff/print",
        reverse("printing:printout", args=[printout.ulid]),
        "/staff/jobs",
        "/staff/proofreading",
        f"{reverse('fulltext:proofread', args=first)}?line=1",
        reverse("fulltext:page_history", args=first),
        "/staff/entry",
        "/staff/entry?volumes=1",
        f"{reverse('entry:record', args=record)}?type=marriage",
        reverse("entry:rows", args=first),
        "/staff/entry/tasks",
        reverse("entry:task", args=task),
        reverse("entry:item", args=[item.task.ulid, item.task.items.exclude(pk=item.pk).get().position]),
        reverse("entry:differences", args=task),
        reverse("entry:decide", args=typed),
    ]


def of_others(world: World) -> list[tuple[Role | str, str]]:
    """Pages of those who are no archivists: the unit that hands over, the store keeper, the system administrator."""
    draft = [transfer_draft()(world)["ulid"]]
    submitted = [transfer_submitted()(world)["ulid"]]
    run, box = checked(world), a_box(world)
    stores = ["overview", "new_room", "boxes", "new_box", "boxing", "movements", "loans", "lend", "stock_takings"]
    kept = {
        "place": a_shelf(world), "box": box, "movement": a_movement(world), "loan": a_loan(world),
        "stock_taking": a_stock_taking(world), "stock_scan": a_stock_taking(world),
    }  # fmt: skip
    return [
        *((Role.UNIT_OFFICER, reverse(f"transfers:{name}")) for name in ("handovers", "begin")),
        *((Role.UNIT_OFFICER, reverse(f"transfers:{name}", args=draft)) for name in ("handover", "declare", "files")),
        (Role.ARCHIVIST, "/staff/account/second-factor"),
        ("", "/donate"),
        *of_acquisitions(world),
        *of_certificates(world),
        *of_enquiries(world),
        (Role.ARCHIVIST, "/staff/transfers"),
        (Role.ARCHIVIST, "/staff/transfers/agreements"),
        (Role.ARCHIVIST, reverse("transfers:transfer", args=submitted)),
        (Role.ARCHIVIST, reverse("checks:runs")),
        (Role.ARCHIVIST, reverse("checks:run", args=[run.ulid])),
        (Role.ARCHIVIST, reverse("checks:item", args=[run.ulid, "YJ-4-7"])),
        (Role.SYSTEM_ADMINISTRATOR, "/staff/fixity"),
        (Role.ARCHIVIST, reverse("normalisation:formats")),
        (Role.ARCHIVIST, reverse("normalisation:run", args=[a_normalising(world).ulid])),
        *of_precheck(world),
        *of_lists(world),
        *of_administrators(world),
        *((Role.STORE_KEEPER, reverse(f"storerooms:{name}")) for name in stores),
        *((Role.STORE_KEEPER, reverse(f"storerooms:{name}", args=[each.ulid])) for name, each in kept.items()),
        (Role.STORE_KEEPER, reverse("storerooms:scan", args=[box.barcode])),
        *((Role.OPENING_PLANNER, reverse(f"opening:{name}")) for name in ("overview", "batches", "statistics")),
        (Role.OPENING_PLANNER, reverse("opening:fonds", args=[world.fonds.ulid])),
        (Role.OPENING_PLANNER, reverse("opening:statistics_of_fonds", args=[world.fonds.ulid])),
        *of_reviewing(world),
        (Role.OPENING_PLANNER, reverse("opening:letter", args=[a_letter(world).ulid])),
        (Role.UNIT_OFFICER, reverse("opening:unit_letters")),
        (Role.UNIT_OFFICER, reverse("opening:unit_letter", args=[a_sent_letter(world).ulid])),
        (Role.AUTHORITY_OFFICER, reverse("opening:consents")),
        (Role.AUTHORITY_OFFICER, reverse("opening:consent", args=[a_request(world).ulid])),
        (Role.OPENING_APPROVER, reverse("opening:withdraw", args=[world.unopened.ulid])),
        (Role.OPENING_APPROVER, reverse("description:opening", args=[world.unopened.ulid])),
        (Role.OPENING_APPROVER, reverse("description:fonds_opening", args=[world.fonds.ulid])),
        (Role.OPENING_PLANNER, reverse("opening:declassify", args=[a_secret(world).ulid])),
        (Role.ARCHIVIST, reverse("opening:notices")),
        (Role.ARCHIVIST, reverse("opening:notice", args=[a_notice(world).ulid])),
        *((Role.ARCHIVIST, reverse(f"disposal:{name}")) for name in ("overview", "appraisals", "holds", "new_hold")),
        (Role.ARCHIVIST, reverse("disposal:appraisal", args=[an_appraisal(world).ulid])),
        (Role.DISPOSAL_APPROVER, reverse("disposal:destruction", args=[a_destruction(world).ulid])),
        (Role.DISPOSAL_APPROVER, reverse("disposal:hold", args=[a_hold(world).ulid])),
        (Role.ARCHIVIST, f"{reverse('disposal:fonds', args=[world.fonds.ulid])}?year=1960"),
    ]


def of_lists(world: World) -> list[tuple[Role, str]]:
    """Lists that were loaded, records to be merged and merged, what is withheld and has changed, and a shut door."""
    keep, absorb = RecordFactory(fonds=world.fonds), RecordFactory(fonds=world.fonds)
    return [
        (Role.ARCHIVIST, "/staff/imports"),
        (Role.ARCHIVIST, "/staff/imports/new"),
        (Role.ARCHIVIST, reverse("imports:batch", kwargs=imported(world))),
        (Role.ARCHIVIST, f"/staff/merge?keep={keep.ulid}&absorb={absorb.ulid}"),
        (Role.ARCHIVIST, "/staff/merges"),
        (Role.ARCHIVIST, reverse("merging:done", args=[merged(world).ulid])),
        (Role.ARCHIVIST, "/staff/withheld"),
        (Role.ARCHIVIST, reverse("fulltext:confirm", args=[withheld_and_changed(world), 1])),
        (Role.ARCHIVIST, reverse("printing:volume", kwargs=volume(world))),
        (Role.DISPOSAL_APPROVER, "/staff/disposal/destructions"),
        (Role.OPENING_APPROVER, reverse("opening:secret")),
        (Role.OPENING_APPROVER, reverse("opening:withdrawals")),
        (Role.STORE_KEEPER, "/staff/imports"),
        ("", f"/fonds/{shared_code(world)}"),
    ]


def withheld_and_changed(world: World) -> str:
    """A record whose page was corrected after a name on it was withheld."""
    record = RecordFactory(fonds=world.fonds, opened=True)
    (page,) = pages_of(record, 1, text="承办人柳文澜到职", width=0, height=0)
    withhold(actor=OPERATOR, record=record, passages=[WithheldPassage(1, "R3a", 3, 6, basis="民法典")])
    correct_line(actor=OPERATOR, page=page, line=0, text="承办人柳文澜已到职", version=page.version)
    return record.ulid


def shared_code(world: World) -> str:
    """The code of two fonds, each of another archive."""
    elsewhere = world.people["outsider"].roles.get().institution
    for institution in (world.institution, elsewhere):
        FondsFactory(institution=institution, code="Z999")
    return "Z999"


def of_administrators(world: World) -> list[tuple[Role, str]]:
    """The accounts, and the audit trail of who audits all archives."""
    return [
        (Role.ARCHIVIST, "/staff/account"),
        (Role.ARCHIVIST, "/staff/account/reminders"),
        (Role.SECURITY_OFFICER, "/staff/accounts"),
        (Role.SECURITY_OFFICER, reverse("accounts:account", args=[world.people["archivist"].ulid])),
        (Role.SYSTEM_ADMINISTRATOR, "/staff/accounts/new"),
        (Role.AUDITOR, reverse("oversight:event", kwargs=own_event(world))),
        (Role.AUDITOR, "/staff/audit"),
        (Role.AUDITOR, "/staff/audit/chain"),
    ]


def of_reviewing(world: World) -> list[tuple[Role, str]]:
    """A batch in its first review, and the pages of those who review it."""
    batch = a_batch_in_review(world)
    at = {name: reverse(f"opening:{name}", args=[batch.ulid]) for name in ("batch", "review_queue", "review_alike")}
    first = reverse("opening:review_item", args=[batch.ulid, 1])
    return [(Role.OPENING_REVIEWER, each) for each in (*at.values(), reverse("opening:review_work"), first)]


def of_precheck(world: World) -> list[tuple[Role, str]]:
    """The pages of the precheck, with a run, a model and hints on them."""
    a_noticed(world)
    run = a_precheck(world)
    return [
        (Role.OPENING_PLANNER, reverse("precheck:precheck")),
        (Role.OPENING_PLANNER, reverse("precheck:run", args=[run.ulid])),
        (Role.OPENING_REVIEWER, reverse("precheck:record", args=[world.unopened.ulid])),
    ]


def of_certificates(world: World) -> list[tuple[Role | str, str]]:
    """The public door, the register, one certificate, the forms, and the seals."""
    certificate, seal, record = a_begun(world), a_seal(world), world.opened.ulid
    forms = [reverse(f"certificates:{name}", args=[record]) for name in ("copy", "statement")]
    return [
        ("", "/verify"),
        (Role.DESK_OFFICER, "/staff/certificates"),
        (Role.DESK_OFFICER, reverse("certificates:certificate", args=[certificate.ulid])),
        *((Role.DESK_OFFICER, form) for form in (*forms, reverse("certificates:not_found"))),
        (Role.SECURITY_OFFICER, "/staff/seals"),
        (Role.SECURITY_OFFICER, reverse("certificates:seal", args=[seal.ulid])),
    ]


def of_enquiries(world: World) -> list[tuple[Role | str, str]]:
    """The public form and its door, the desk, the unit's and the authority's pages."""
    case = an_enquiry(world).ulid
    pages = {"enquiry": an_enquiry(world), "consent": a_consent(world), "complaint": a_complaint(world)}
    at = {name: reverse(f"enquiries:{name}", args=[each.ulid]) for name, each in pages.items()}
    partner = a_partner(world)
    return [
        ("", "/services?q=jiehunzheng"),
        ("", "/services/marriage"),
        ("", "/services/marriage/apply?as=heir"),
        (Role.ARCHIVIST, reverse("enquiries:enquiry", args=[a_matter_case(world).ulid])),
        (Role.DESK_OFFICER, reverse("enquiries:desk", args=[case]) + f"?q={TEXT[0][2:6]}&all=1"),
        (Role.DESK_OFFICER, reverse("enquiries:desk_pages", args=[case, world.unopened.ulid])),
        (Role.DESK_OFFICER, reverse("enquiries:desk_mask", args=[case, world.unopened.ulid, 1])),
        (Role.ARCHIVIST, reverse("enquiries:board")),
        (Role.ARCHIVIST, reverse("enquiries:yearly")),
        (Role.ARCHIVIST, reverse("enquiries:dashboard")),
        (Role.ARCHIVIST, reverse("enquiries:dashboard") + "?by=month"),
        (Role.ARCHIVIST, reverse("notices:notices")),
        ("", "/enquiries/unopened"),
        ("", "/enquiries"),
        ("", "/enquiries/lost"),
        *((Role.ARCHIVIST, reverse(f"enquiries:{name}")) for name in ("enquiries", "new", "take_list", "taken")),
        (Role.ARCHIVIST, reverse("enquiries:taken_case", args=[a_taken_case(world).ulid])),
        (Role.ARCHIVIST, at["enquiry"] + "?where=1"),
        (Role.SECURITY_OFFICER, reverse("cross_archive:partners")),
        (Role.ARCHIVIST, reverse("cross_archive:partner", args=[partner.ulid])),
        (Role.ARCHIVIST, reverse("cross_archive:send", args=[partner.ulid]) + f"?case={a_matter_case(world).ulid}"),
        (Role.ARCHIVIST, reverse("cross_archive:passed", args=[a_foreign_certificate(world).passed.ulid])),
        (Role.USE_APPROVER, reverse("sharing:agreements")),
        (Role.USE_APPROVER, reverse("sharing:new")),
        (Role.USE_APPROVER, reverse("sharing:agreement", args=[a_lending(world).ulid])),
        ("outsider", reverse("sharing:records", args=[a_lending(world).ulid])),
        ("outsider", reverse("sharing:record", args=[a_lending(world).ulid, world.unopened.ulid])),
        ("outsider", reverse("sharing:page", args=[a_lending(world).ulid, world.unopened.ulid, 1])),
        ("", "/services/figures"),
        ("", "/services/rules"),
        ("", "/kiosk"),
        ("", "/appointments"),
        ("", "/appointments/cancel"),
        (Role.ARCHIVIST, "/staff/appointments"),
        (Role.ARCHIVIST, at["enquiry"]),
        (Role.UNIT_OFFICER, reverse("enquiries:consents")),
        (Role.UNIT_OFFICER, at["consent"]),
        (Role.AUTHORITY_OFFICER, reverse("enquiries:complaints")),
        (Role.AUTHORITY_OFFICER, at["complaint"]),
    ]


def of_acquisitions(world: World) -> list[tuple[Role, str]]:
    """The pages of those who acquire, with something on each."""
    a_call(world), a_reminder(world)
    things = {"lead": a_lead(world), "party": a_party(world), "acquisition": an_acquisition(world)}
    lists = ("acquisitions", "leads", "calls", "propose", "new_lead")
    return [
        *((Role.ARCHIVIST, reverse(f"acquisitions:{name}")) for name in lists),
        *((Role.ARCHIVIST, reverse(f"acquisitions:{name}", args=[each.ulid])) for name, each in things.items()),
    ]


ANSWERS = {
    "403.html", "403_csrf.html", "accounts/recovery_codes.html", "accounts/second_step.html",
    "acquisitions/contact.html", "acquisitions/donated.html", "appointments/booked.html", "certificates/verified.html",
    "description/stale.html", "enquiries/applicant.html", "enquiries/entered.html", "enquiries/filed.html",
    "enquiries/login.html", "enquiries/own.html", "entry/blind.html", "people/id_number.html",
}  # fmt: skip
"""Templates that no address shows by itself: what a form is answered with, and what follows a code or a refusal."""


def page_templates() -> set[str]:
    """Every template that extends another: each is a page."""
    found = Path(project.CHECKOUT, "src").rglob("templates/**/*.html")
    pages = (each for each in found if re.search(r"{%\s*extends ", each.read_text(encoding="utf-8")))
    return {each.as_posix().split("/templates/")[-1] for each in pages}


@contextmanager
def templates_rendered():
    """The names of templates that are rendered meanwhile, by whatever thread."""
    names: set[str] = set()

    def note(template, **_signal):
        names.add(template.name)

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)
