"""Events in words: what each verb and each kind of subject is called on pages. The codes stay beside them."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from lantai.base.accounts.access import ROLE_NAMES

VERBS = {
    "archive:backup": gettext_noop("backed up the archive"),
    "archive:restore": gettext_noop("restored the archive from a backup"),
    "audit:checkpoint:sign": gettext_noop("signed a checkpoint of the audit chain"),
    "audit:export": gettext_noop("wrote the audit chain out"),
    "audit:verify": gettext_noop("verified the audit chain"),
    "authority:describe": gettext_noop("described a place or body"),
    "authority:enter": gettext_noop("entered a place or body"),
    "authority:name:add": gettext_noop("added a dated name"),
    "authority:name:change": gettext_noop("changed a dated name"),
    "authority:name:remove": gettext_noop("removed a dated name"),
    "authority:succeed": gettext_noop("entered a succession"),
    "authority:succession:remove": gettext_noop("removed a succession"),
    "authority:table:enter": gettext_noop("entered a table of names"),
    "change:carry_out": gettext_noop("carried out a change of many"),
    "change:prepare": gettext_noop("prepared a change of many"),
    "change:undo": gettext_noop("took a change of many back"),
    "check:answer": gettext_noop("answered an item of a check"),
    "check:run": gettext_noop("checked a package"),
    "code_rule:remove": gettext_noop("removed a rule for codes"),
    "code_rule:set": gettext_noop("set a rule for codes"),
    "codes:reserve": gettext_noop("reserved numbers"),
    "description:export": gettext_noop("exported descriptions"),
    "entry_task:make": gettext_noop("made an entry task"),
    "fixity:finding:accept": gettext_noop("accepted damage to a stored file"),
    "fixity:finding:set_aside": gettext_noop("set a file aside that did not belong"),
    "fixity:repair": gettext_noop("repaired a stored object"),
    "fixity:repair:order": gettext_noop("ordered the repair of a stored object"),
    "fixity:run:begin": gettext_noop("began a fixity check"),
    "fixity:run:end": gettext_noop("completed a fixity check"),
    "fonds:describe": gettext_noop("described a fonds"),
    "fonds:found": gettext_noop("founded a fonds"),
    "fonds:opening:set": gettext_noop("decided on opening for a fonds"),
    "fonds:rename": gettext_noop("renamed a fonds"),
    "fonds_file:add": gettext_noop("added to a fonds file"),
    "import:commit": gettext_noop("committed a list"),
    "import:reading:set": gettext_noop("set how a list is read"),
    "import:receive": gettext_noop("received a list"),
    "import:undo": gettext_noop("took an import back"),
    "import_mapping:remember": gettext_noop("remembered the columns of a list"),
    "institution:found": gettext_noop("entered an institution"),
    "key:make": gettext_noop("made a key"),
    "load:commit": gettext_noop("loaded a description"),
    "load:receive": gettext_noop("received a description"),
    "load:undo": gettext_noop("took a load back"),
    "page:text:correct": gettext_noop("corrected the text of a page"),
    "person:find": gettext_noop("looked for a person"),
    "person:find_by_number": gettext_noop("looked for a person by number"),
    "person:link:decide": gettext_noop("decided whether two entries are one person"),
    "person:reveal_id_number": gettext_noop("saw a whole ID number"),
    "print:make": gettext_noop("made a printout"),
    "queue:pause:set": gettext_noop("paused or resumed the queue"),
    "record:classify": gettext_noop("classed records"),
    "record:decide_entry": gettext_noop("decided a double entry"),
    "record:describe": gettext_noop("changed a description"),
    "record:enter": gettext_noop("entered a record"),
    "record:enter_again": gettext_noop("entered a record a second time"),
    "record:enter_row": gettext_noop("entered a row of a register"),
    "record:import": gettext_noop("imported a record"),
    "record:import:undo": gettext_noop("took an imported record back"),
    "record:merge": gettext_noop("merged two records"),
    "record:merge:undo": gettext_noop("took a merge back"),
    "record:opening:set": gettext_noop("decided on opening"),
    "record:pair:decide": gettext_noop("decided on possible duplicates"),
    "record:renumber": gettext_noop("changed a reference code"),
    "record:take_in": gettext_noop("took a record in"),
    "record:unit_code:set": gettext_noop("set the unit's code"),
    "replica:copy": gettext_noop("copied objects to a second place"),
    "search:run": gettext_noop("searched as the operator"),
    "series:add": gettext_noop("added a class"),
    "series:change": gettext_noop("changed a class"),
    "series:move": gettext_noop("moved a class"),
    "series:retire": gettext_noop("retired a class"),
    "series:scheme:begin": gettext_noop("began a version of the scheme"),
    "series:tree:enter": gettext_noop("entered a tree of classes"),
    "transfer:begin": gettext_noop("began an intake"),
    "transfer:store": gettext_noop("completed an intake"),
    "user:activate": gettext_noop("activated an account"),
    "user:add": gettext_noop("added an account"),
    "user:disable": gettext_noop("disabled an account"),
    "user:password:change": gettext_noop("changed the own password"),
    "user:password:reset": gettext_noop("reset a password"),
    "user:propose": gettext_noop("proposed an account"),
    "user:role:grant": gettext_noop("gave a role"),
    "user:role:revoke": gettext_noop("took a role away"),
    "user:sign_in": gettext_noop("signed in"),
    "user:sign_in:refuse": gettext_noop("was refused at sign-in"),
    "user:sign_in:unlock": gettext_noop("unlocked an account"),
    "user:token:issue": gettext_noop("issued an access token"),
    "user:token:revoke": gettext_noop("revoked an access token"),
}

KINDS = {
    "archive": gettext_noop("archive"),
    "audit": gettext_noop("audit chain"),
    "authority": gettext_noop("place or body"),
    "change": gettext_noop("change of many"),
    "check": gettext_noop("check run"),
    "checkpoint": gettext_noop("checkpoint"),
    "entry_task": gettext_noop("entry task"),
    "fixity_finding": gettext_noop("fixity finding"),
    "fixity_run": gettext_noop("fixity check"),
    "fonds": gettext_noop("fonds"),
    "id_number": gettext_noop("ID number"),
    "import": gettext_noop("list"),
    "institution": gettext_noop("institution"),
    "key": gettext_noop("key"),
    "load": gettext_noop("loaded description"),
    "name": gettext_noop("user name"),
    "object": gettext_noop("stored object"),
    "page": gettext_noop("page"),
    "person": gettext_noop("person"),
    "person_link": gettext_noop("link of persons"),
    "printout": gettext_noop("printout"),
    "queue": gettext_noop("queue"),
    "record": gettext_noop("record"),
    "record_pair": gettext_noop("possible duplicates"),
    "replica": gettext_noop("second copy"),
    "search": gettext_noop("search"),
    "series": gettext_noop("class"),
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
