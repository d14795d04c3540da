"""What the events of a record say, in the words of its page: the act, and what the event keeps beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from lantai.base.common.ids import PATTERN
from lantai.holdings.catalogue.labels import type_label
from lantai.holdings.catalogue.models import OpeningState
from lantai.holdings.description.slots import label_of_key

ACTS: dict[str, str | Promise] = {
    "record:take_in": gettext_lazy("taken in"),
    "record:files:add": gettext_lazy("files came in"),
    "record:opening:set": gettext_lazy("opening state set"),
    "record:opening:close": gettext_lazy("closed as an agreement says"),
    "record:opening:withdraw": gettext_lazy("closed again at once"),
    "record:declassify": gettext_lazy("declassification entered"),
    "record:withhold": gettext_lazy("parts withheld"),
    "record:withhold:page": gettext_lazy("parts of a page withheld"),
    "record:describe": gettext_lazy("description changed"),
    "record:secrecy:correct": gettext_lazy("secrecy level corrected"),
    "person:reveal_id_number": gettext_lazy("ID number read in full"),
    "record:enter": gettext_lazy("entered by hand"),
    "record:import": gettext_lazy("entered from a list"),
    "record:merge": gettext_lazy("another record merged into it"),
    "record:merge:undo": gettext_lazy("merge taken back"),
    "record:destroy": gettext_lazy("destroyed as a list says"),
    "print:make": gettext_lazy("form printed"),
    "record:enter_row": gettext_lazy("entered from a row of a volume"),
    "record:enter_again": gettext_lazy("typed a second time"),
    "record:decide_entry": gettext_lazy("differences of double entry decided"),
    "record:renumber": gettext_lazy("reference code changed"),
    "record:unit_code:set": gettext_lazy("unit-assigned code entered"),
    "record:classify": gettext_lazy("put into a class"),
    "record:move": gettext_lazy("moved between volumes"),
    "page:text:correct": gettext_lazy("text of a page corrected"),
    "page:text:write": gettext_lazy("text of a page typed"),
    "page:recognition:ask": gettext_lazy("pages to be read again"),
    "file:normalise": gettext_lazy("copy made for preservation"),
    "sharing:page:open": gettext_lazy("page read by a partner archive"),
}
"""Every act whose subject is a record: a test holds that none is missing."""

_SAID: dict[str, str | Promise] = {
    "accepted": pgettext_lazy("event", "proposals accepted"),
    "after": pgettext_lazy("event", "now"),
    "approver": pgettext_lazy("event", "approved by"),
    "batch": pgettext_lazy("event", "plan"),
    "before": pgettext_lazy("event", "before"),
    "capacity": pgettext_lazy("event", "capacity"),
    "change": pgettext_lazy("event", "batch of changes"),
    "characters": pgettext_lazy("event", "characters"),
    "code": pgettext_lazy("event", "reference code"),
    "decided_by": pgettext_lazy("event", "deciding body"),
    "decided_on": pgettext_lazy("event", "decided on"),
    "decision": pgettext_lazy("event", "decision"),
    "differences": pgettext_lazy("event", "differences"),
    "document": pgettext_lazy("event", "document"),
    "fields": pgettext_lazy("event", "changed"),
    "files": pgettext_lazy("event", "files"),
    "fonds": pgettext_lazy("event", "fonds"),
    "form": pgettext_lazy("event", "form"),
    "from": pgettext_lazy("event", "from"),
    "grounds": pgettext_lazy("event", "grounds"),
    "import": pgettext_lazy("event", "import"),
    "last4": pgettext_lazy("event", "last four"),
    "level": pgettext_lazy("event", "level"),
    "line": pgettext_lazy("event", "line"),
    "list": pgettext_lazy("event", "list"),
    "objects": pgettext_lazy("event", "files"),
    "page": pgettext_lazy("event", "page"),
    "pages": pgettext_lazy("event", "pages"),
    "passages": pgettext_lazy("event", "passages"),
    "person": pgettext_lazy("event", "person"),
    "position": pgettext_lazy("event", "place"),
    "printout": pgettext_lazy("event", "printout"),
    "reason": pgettext_lazy("event", "reason"),
    "reasons": pgettext_lazy("event", "grounds"),
    "records": pgettext_lazy("event", "items"),
    "restored": pgettext_lazy("event", "version restored"),
    "review_on": pgettext_lazy("event", "looked at again on"),
    "row": pgettext_lazy("event", "row"),
    "sheet": pgettext_lazy("event", "sheet"),
    "source": pgettext_lazy("event", "source"),
    "task": pgettext_lazy("event", "task"),
    "to": pgettext_lazy("event", "to"),
    "transfer": pgettext_lazy("event", "transfer"),
    "type": pgettext_lazy("event", "record type"),
    "undone": pgettext_lazy("event", "taken back"),
    "version": pgettext_lazy("event", "version"),
    "volume": pgettext_lazy("event", "volume"),
    "withheld": pgettext_lazy("event", "withheld"),
    "within": pgettext_lazy("event", "volume"),
}
_LEFT_OUT = ("absorbed", "moved", "sha512")
"""What the page tells in another place, or nobody reads: the audit chain keeps it."""
_OF_STATES = ("record:opening:set", "record:opening:close")


def said(verb: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the event keeps, each as its word and its text, without what is empty and identifiers."""
    for name, value in data.items():
        text = "" if name in _LEFT_OUT or PATTERN.fullmatch(str(value)) else _in_words(verb, name, value)
        if text:
            yield str(_SAID.get(name, name)), text


def _in_words(verb: str, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else ""
    if name == "fields" and isinstance(value, list):
        return _joined(label_of_key(each.replace(".", ":", 1)) for each in map(str, value))
    if name in ("from", "to") and verb in _OF_STATES and value in OpeningState.values:
        return str(OpeningState(value).label)
    if name == "type":
        return type_label(str(value))
    if isinstance(value, Mapping):
        return _joined(f"{each} {number}" for each, number in value.items() if number)
    if isinstance(value, list | tuple):
        return _joined(map(str, value))
    return "" if value is None else str(value)


def _joined(texts: Iterable[str]) -> str:
    return _(", ").join(texts)
