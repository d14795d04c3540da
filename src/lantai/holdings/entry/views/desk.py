"""What every entry page does with what is posted: fill in, ask for confirmation, save, go on. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import RecordHasChanged
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.record_types import RecordType, record_types
from lantai.holdings.entry.actions import CodeIsHeld, DoubtsUnconfirmed, Entered, NothingTyped
from lantai.holdings.entry.desk import SURE, Beside, Desk, carried, conflicts_of, form_blocks
from lantai.holdings.entry.doubts import Doubt
from lantai.holdings.entry.forms import EntryForm, Posted, posted_in, typed_in
from lantai.holdings.entry.layout import Block, blocks_of
from lantai.holdings.entry.proposals import Proposal
from lantai.holdings.entry.queries import pages_of
from lantai.holdings.entry.values import Said

KEPT = "entry_keep"
"""In the session: which places are carried over by themselves, by record type. No text is kept there."""
NOTHING = Said({}, {})


@dataclass(frozen=True, slots=True)
class Target:
    """What one entry page is about, and how it is saved; `save` gives the address to go on to."""

    record: Record
    kind: RecordType
    save: Callable[[Entered, Posted], str]
    said: Said = NOTHING
    last: Said | None = None
    proposed: Sequence[Proposal] = ()
    blind: bool = False
    code: str = ""
    row: int = 0
    page: int = 1
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a form is to be shown again."""

    accepted: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    doubts: Sequence[Doubt] = ()
    refusal: ArchiveError | None = None
    conflict: dict[str, str] | None = None
    version: int | None = None
    page: int = 1
    code: str = ""
    status: int = 200


def desk_response(request: ReadingRequest, target: Target) -> HttpResponse:
    """The page, or what comes of what was posted to it."""
    if request.method != "POST":
        persons = _counts(target)
        blocks = blocks_of(target.kind, persons)
        form = EntryForm(blocks, initial=carried(target.said.values, target.last, _kept(request, target)))
        page = request.GET.get("page", str(target.page))
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return _page(request, target, (blocks, form), _Shown(page=number, code=target.code))
    posted = posted_in(request.POST, target.kind)
    _keep(request, target, posted.keep)
    if posted.do not in {"next", "save"}:
        return _filled(request, target, posted)
    blocks = blocks_of(target.kind, posted.persons)
    form = EntryForm(blocks, request.POST)
    shown = _Shown(posted.accepted, posted.confirmed, page=posted.page, code=posted.code, version=posted.version)
    if not form.is_valid():
        return _page(request, target, (blocks, form), replace(shown, status=400))
    typed = typed_in(request.POST, blocks)
    entered = Entered(target.kind, typed, posted.version, posted.confirmed, posted.accepted)
    try:
        return redirect(target.save(entered, posted))
    except DoubtsUnconfirmed as refusal:
        shown = replace(shown, doubts=refusal.doubts, refusal=refusal, status=refusal.http_status)
    except RecordHasChanged as refusal:
        now = target.record.version
        shown = replace(shown, conflict=typed, refusal=refusal, version=now, status=refusal.http_status)
    except (NothingTyped, CodeIsHeld) as refusal:
        shown = replace(shown, refusal=refusal, status=refusal.http_status)
    return _page(request, target, (blocks, form), shown)


def _counts(target: Target) -> dict[str, int]:
    """So many persons of each role as the record names; where it names nobody, as many as are proposed."""
    persons = dict(target.said.persons)
    for proposal in target.proposed:
        if proposal.name.startswith("p.") and not target.said.persons:
            _p, role, place, _attribute = proposal.name.split(".")
            persons[role] = max(persons.get(role, 1), int(place) + 1)
    return persons


def _filled(request: ReadingRequest, target: Target, posted: Posted) -> HttpResponse:
    """One more person, another page, a proposal taken over: the form as it was typed, and nothing saved."""
    act, _colon, about = posted.do.partition(":")
    persons, accepted = dict(posted.persons), posted.accepted
    if act == "more" and about in persons:
        persons[about] += 1
    blocks = blocks_of(target.kind, persons)
    typed = typed_in(request.POST, blocks)
    for proposal in target.proposed:
        sure = act == "sure" and proposal.score >= SURE and not typed.get(proposal.name)
        if (sure or (act == "accept" and about == proposal.name)) and proposal.name in typed:
            typed[proposal.name] = proposal.value
            accepted |= {proposal.name}
    page = int(about) if act == "page" and about.isascii() and about.isdigit() and len(about) < 7 else posted.page
    shown = _Shown(accepted, posted.confirmed, page=page, version=posted.version, code=posted.code)
    return _page(request, target, (blocks, EntryForm(blocks, initial=typed)), shown)


def _page(
    request: ReadingRequest, target: Target, what: tuple[tuple[Block, ...], EntryForm], shown: _Shown
) -> HttpResponse:
    blocks, form = what
    pages = pages_of(target.record)
    beside = Beside(
        target.last, _kept(request, target), target.said.kept, target.proposed, shown.accepted, tuple(shown.doubts)
    )
    desk = Desk(
        target.record,
        target.kind,
        form,
        form_blocks(blocks, form, beside),
        pages,
        next((page for page in pages if page.position == shown.page), pages[0] if pages else None),
        target.record.version if shown.version is None else shown.version,
        _persons_in(blocks),
        shown.accepted,
        shown.confirmed,
        conflicts=conflicts_of(target.kind, shown.conflict, target.said) if shown.conflict else (),
        blind=target.blind,
        code=shown.code,
        row=target.row,
    )
    context = {"desk": desk, "refusal": shown.refusal, "kinds": record_types().values(), **target.more}
    return render(request, "entry/desk.html", context, status=shown.status)


def _persons_in(blocks: Sequence[Block]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for block in blocks:
        if block.role:
            counts[block.role] = counts.get(block.role, 0) + 1
    return counts


def _kept(request: ReadingRequest, target: Target) -> frozenset[str]:
    return frozenset(request.session.get(KEPT, {}).get(target.kind.code, ()))


def _keep(request: ReadingRequest, target: Target, keep: frozenset[str]) -> None:
    known = dict(request.session.get(KEPT, {}))
    if frozenset(known.get(target.kind.code, ())) != keep:
        known[target.kind.code] = sorted(keep)[:100]
        request.session[KEPT] = known


def said_saved(request: ReadingRequest, code: str) -> None:
    messages.success(request, _("%(code)s is saved.") % {"code": code})
