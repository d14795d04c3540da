"""The pages of the review: what waits, the queues of a batch, one record, and many alike at once."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.withholding.grounds import grounds
from lantai.services.opening.actions import NothingToUndo, decide, decide_many, draw_sample, undo_decision
from lantai.services.opening.models import BatchItem, Value
from lantai.services.opening.queries.batches import item_at, next_item
from lantai.services.opening.reviewing.forms import DecisionForm, ManyForm, SampleForm, in_years, shown_now
from lantai.services.opening.reviewing.queries.alike import KINDS, Preview, groups, preview
from lantai.services.opening.reviewing.queries.doors import QUEUES, Seat, seat_at
from lantai.services.opening.reviewing.queries.places import with_places
from lantai.services.opening.reviewing.queries.screen import last_decided, screen
from lantai.services.opening.reviewing.queries.work import queue_page, waiting_for


@require_safe
@staff_page(Right.READ_UNOPENED)
def work(request: ReadingRequest) -> HttpResponse:
    """What waits for this person, what is due first above."""
    waiting = waiting_for(request.actor, blind=settings.OPENING_BLIND_REVIEW)
    return render(request, "opening/reviewing/work.html", {"waiting": waiting})


def _seat(request: ReadingRequest, ulid: str) -> Seat:
    seat = seat_at(ulid, request.actor, blind=settings.OPENING_BLIND_REVIEW)
    if seat is None:
        raise Http404
    return seat


def _queue(request: ReadingRequest) -> str:
    asked = request.GET.get("queue", "")
    return asked if asked in QUEUES else "todo"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def queue(request: ReadingRequest, ulid: str) -> HttpResponse:
    """How far a batch is, and a sheet of one of its queues; the lead draws the sample here."""
    seat, form, status = _seat(request, ulid), SampleForm(), 200
    if request.method == "POST":
        form, status = SampleForm(request.POST), 400
        if form.is_valid():
            said = form.cleaned_data
            try:
                count = draw_sample(actor=request.actor, batch=seat.batch, percent=said["percent"], seed=said["seed"])
                messages.success(
                    request, ngettext("%(count)s record drawn.", "%(count)s records drawn.", count) % {"count": count}
                )
                return redirect(f"{reverse('opening:review_queue', args=[ulid])}?queue=sampled")
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    page = queue_page(seat, _queue(request), place=request.GET.get("place", ""))
    if "go" in request.GET and page.first_left and request.method != "POST":
        return redirect("opening:review_item", ulid, page.first_left)
    return render(request, "opening/reviewing/queue.html", {"page": page, "seat": seat, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def item(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    """One record; a decision moves on to the next."""
    seat, way = _seat(request, ulid), _queue(request)
    refusal, status = None, 200
    if request.method == "POST":
        try:
            return redirect(_said(request, seat, position, way))
        except ArchiveError as error:
            refusal, status = error, error.http_status
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    shown = screen(seat, position, number=number, queue=way)
    if shown is None:
        raise Http404
    said = shown.own or (shown.others[-1] if shown.others else None)
    day = said.review_on if said else None
    is_delay = said is not None and said.value == Value.DELAYED
    context = {
        "screen": shown, "seat": seat, "refusal": refusal, "shown": shown_now(position),
        "review_on": day if is_delay and day else in_years(), "again_on": None if is_delay else day,
        "basis": said.basis if said else "", "known_reasons": grounds().values(),
    }  # fmt: skip
    return render(request, "opening/reviewing/item.html", context, status=status)


class FormUnreadable(ArchiveError):
    """What a browser sent is not what the form has: nobody who uses the page sends it."""

    code = "opening.form_unreadable"
    message = gettext_noop("The decision cannot be read: %(why)s")
    hint = gettext_noop("Open the page anew and decide again; nothing was entered.")
    http_status = 400
    exit_code = 2


def _said(request: ReadingRequest, seat: Seat, position: int, way: str) -> str:
    """Enter or undo, and say where to go on."""
    item = item_at(seat.batch, position)
    if item is None:
        raise Http404
    if request.POST.get("act") == "undo":
        return _undone(request, seat, item, way)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise FormUnreadable(why=" ".join(str(each) for many in form.errors.values() for each in many))
    said = form.said()
    said["passages"] = with_places(item, said["passages"])
    decide(actor=request.actor, item=item, **said)
    return _onwards(seat, position, way)


def _address(seat: Seat, position: int, way: str) -> str:
    address = reverse("opening:review_item", args=[seat.batch.ulid, position])
    return address if way == "todo" else f"{address}?queue={way}"


def _onwards(seat: Seat, position: int, way: str) -> str:
    """The next one of the queue; the queue itself when nothing is left in it."""
    following = next_item(seat.batch, position, seat.wanted(way))
    if following is None:
        return f"{reverse('opening:review_queue', args=[seat.batch.ulid])}?queue={'all' if way == 'todo' else way}"
    return _address(seat, following, way)


def _undone(request: ReadingRequest, seat: Seat, item: BatchItem, way: str) -> str:
    """Undo what is shown, or else what was decided last, and go there."""
    target = item if seat.stage and seat.mine(item) else last_decided(seat)
    if target is None:
        raise NothingToUndo(position=item.position, number=seat.batch.number)
    undo_decision(actor=request.actor, item=target)
    return _address(seat, target.position, way)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def alike(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Groups of records that are alike, a preview of one, and one decision for all that was previewed."""
    seat = _seat(request, ulid)
    kind = request.GET.get("by", "") if request.GET.get("by", "") in KINDS else "clean"
    key = kind if kind == "clean" else request.GET.get("key", "")[:2000]
    chosen = preview(seat, kind, key, with_hinted="hinted" in request.GET) if key else None
    form, status = ManyForm(initial={"review_on": in_years()}), 200
    if request.method == "POST" and chosen is not None:
        form = ManyForm(request.POST)
        status = _decided(request, seat, chosen, form)
        if status == 302:
            return redirect("opening:review_queue", ulid)
    context = {
        "seat": seat, "kind": kind, "groups": groups(seat, kind) if kind != "clean" else (), "chosen": chosen,
        "form": form, "review_on": in_years(), "known_reasons": grounds().values(), "basis": "",
    }  # fmt: skip
    return render(request, "opening/reviewing/alike.html", context, status=status)


def _decided(request: ReadingRequest, seat: Seat, chosen: Preview, form: ManyForm) -> int:
    """Decide exactly what was previewed; the status to answer with when it could not be."""
    if not form.is_valid():
        return 400
    if form.cleaned_data["digest"] != chosen.digest:
        form.add_error(None, _("The list has changed since it was shown: look at it again."))
        return 409
    try:
        count = decide_many(actor=request.actor, batch=seat.batch, positions=chosen.positions, **form.said())
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return refusal.http_status
    messages.success(
        request, ngettext("%(count)s record decided.", "%(count)s records decided.", count) % {"count": count}
    )
    return 302
