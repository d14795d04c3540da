"""Events in words: what each verb and each kind of subject is called on pages. The codes stay beside them."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from lantai.base.accounts.access import ROLE_NAMES
from lantai.front.oversight.verbs import VERBS

KINDS = {
    "acquisition": gettext_noop("acquisition"),
    "agreement": gettext_noop("agreement on hand-over"),
    "archive": gettext_noop("archive"),
    "appraisal": gettext_noop("appraisal list"),
    "audit": gettext_noop("audit chain"),
    "authority": gettext_noop("place or body"),
    "booking": gettext_noop("appointment"),
    "booking_number": gettext_noop("number of an appointment"),
    "room_use": gettext_noop("line of the register of the reading room"),
    "box": gettext_noop("box"),
    "call": gettext_noop("call for archives"),
    "certificate": gettext_noop("certificate"),
    "certificate_number": gettext_noop("number of a certificate"),
    "change": gettext_noop("change of many"),
    "check": gettext_noop("check run"),
    "checkpoint": gettext_noop("checkpoint"),
    "destruction": gettext_noop("destruction list"),
    "enquiry": gettext_noop("enquiry"),
    "peer": gettext_noop("partner archive"),
    "enquiry_number": gettext_noop("number of an enquiry"),
    "entry_task": gettext_noop("entry task"),
    "normalisation_run": gettext_noop("run of normalisation"),
    "fixity_finding": gettext_noop("fixity finding"),
    "fixity_run": gettext_noop("fixity check"),
    "fonds": gettext_noop("fonds"),
    "handover": gettext_noop("hand-over"),
    "hold": gettext_noop("hold"),
    "holidays": gettext_noop("list of holidays"),
    "id_number": gettext_noop("ID number"),
    "import": gettext_noop("list"),
    "institution": gettext_noop("institution"),
    "key": gettext_noop("key"),
    "lead": gettext_noop("lead"),
    "load": gettext_noop("loaded description"),
    "loan": gettext_noop("loan"),
    "movement": gettext_noop("movement"),
    "name": gettext_noop("user name"),
    "notice": gettext_noop("message to an applicant"),
    "object": gettext_noop("stored object"),
    "page": gettext_noop("page"),
    "party": gettext_noop("owner or donor"),
    "person": gettext_noop("person"),
    "precheck_run": gettext_noop("run of the precheck"),
    "person_link": gettext_noop("link of persons"),
    "place": gettext_noop("place in a storeroom"),
    "printout": gettext_noop("printout"),
    "queue": gettext_noop("queue"),
    "record": gettext_noop("record"),
    "record_pair": gettext_noop("possible duplicates"),
    "replica": gettext_noop("second copy"),
    "review_batch": gettext_noop("opening review"),
    "seal": gettext_noop("seal"),
    "search": gettext_noop("search"),
    "sender": gettext_noop("mark of a sender"),
    "series": gettext_noop("class"),
    "sharing_agreement": gettext_noop("sharing agreement"),
    "stock_taking": gettext_noop("stock-taking"),
    "transfer": gettext_noop("intake"),
    "user": gettext_noop("account"),
}
"""Kinds of subjects. A list may be asked for one subject without naming its kind: it is looked for among these."""

_CAPACITIES = {"operator": gettext_noop("operator"), "reader": gettext_noop("reader"), "": ""}


def verb_words(verb: str) -> str:
    """What was done, in the active language; the verb itself where nobody named it."""
    return gettext(VERBS[verb]) if verb in VERBS else verb


def kind_words(kind: str) -> str:
    return gettext(KINDS[kind]) if kind in KINDS else kind


def capacity_words(capacity: str) -> str:
    """Roles as they are called, where an event names several in one text."""
    known = {str(role): name for role, name in ROLE_NAMES.items()} | _CAPACITIES
    return ", ".join(gettext(known[each]) if known.get(each) else each for each in capacity.split(","))
