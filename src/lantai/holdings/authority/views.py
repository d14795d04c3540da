"""Places, bodies and persons: the list, one with its names in order of years, and the forms that change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.authority.actions import (
    AuthorityHasChanged,
    AuthorityIsThere,
    HasSuccessions,
    LastName,
    Link,
    LinkedAlready,
    NameIsThere,
    NameMissing,
    NotItsOwn,
    PersonsDoNotFollow,
    YearsReversed,
    add_name,
    change_name,
    describe_authority,
    enter_authority,
    remove_name,
    remove_succession,
    succeed,
)
from lantai.holdings.authority.forms import DatedNameForm, DescribeForm, EnterForm, FilterForm, LinkForm
from lantai.holdings.authority.lives import LifeUnreadable, NumberOfAPerson, OfficeUnreadable, life_of, office_lines
from lantai.holdings.authority.queries import (
    AuthorityPage,
    authority_list,
    authority_page,
    called,
    fonds_of,
    institutions_to_enter_in,
)

ON_THE_FORM = (
    AuthorityHasChanged, AuthorityIsThere, HasSuccessions, LastName, LifeUnreadable, LinkedAlready, NameIsThere,
    NameMissing, NotItsOwn, NumberOfAPerson, OfficeUnreadable, PersonsDoNotFollow, YearsReversed,
)  # fmt: skip
"""Refusals that the form can be filled in anew for; it keeps what was typed."""


@require_safe
@staff_page(Right.READ_UNOPENED)
def authorities(request: ReadingRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    page = authority_list(**form.wanted(), place=request.GET.get("place", ""))
    return render(request, "authority/authorities.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def new(request: ReadingRequest) -> HttpResponse:
    institutions = institutions_to_enter_in(request.actor)
    initial = {"name": request.GET.get("name", "")}
    form = EnterForm(request.POST if request.method == "POST" else None, institutions=institutions, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return redirect("authority:authority", _entered(request, form))
            except ON_THE_FORM as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    return render(request, "authority/new.html", {"form": form}, status=status)


def _entered(request: ReadingRequest, form: EnterForm) -> str:
    given = form.cleaned_data
    return enter_authority(
        actor=request.actor,
        institution=form.chosen_institution,
        kind=given["is_a"],
        name=form.said(),
        note=given["note"],
    ).ulid


@require_safe
@staff_page(Right.READ_UNOPENED)
def authority(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; `?name=` is the name under change."""
    page = _page_of(ulid)
    chosen = request.GET.get("name", "")
    changing = next((each for each in page.names if each.ulid == chosen), None)
    return _shown(request, page, changing=changing.ulid if changing else "")


@require_POST
@staff_page(Right.DESCRIBE)
def describe(request: ReadingRequest, ulid: str) -> HttpResponse:
    page = _page_of(ulid)
    form = DescribeForm(request.POST, auto_id="about_%s", person=page.authority.is_person)

    def act() -> None:
        describe_authority(actor=request.actor, authority=page.authority, **form.said())

    return _done(request, page, act, about=form)


@require_POST
@staff_page(Right.DESCRIBE)
def names(request: ReadingRequest, ulid: str) -> HttpResponse:
    page, form = _page_of(ulid), DatedNameForm(request.POST, auto_id="new_%s")

    def act() -> None:
        version = form.cleaned_data["version"]
        add_name(actor=request.actor, authority=page.authority, name=form.said(), version=version)

    return _done(request, page, act, adding=form)


@require_POST
@staff_page(Right.DESCRIBE)
def name(request: ReadingRequest, ulid: str, name: str) -> HttpResponse:
    """Changes one name, or removes it when that button was pressed."""
    page, form = _page_of(ulid), DatedNameForm(request.POST, auto_id="name_%s")
    dated = next((each for each in page.names if each.ulid == name), None)
    if dated is None:
        raise Http404

    def act() -> None:
        version = form.cleaned_data["version"]
        if "remove" in request.POST:
            remove_name(actor=request.actor, dated=dated, version=version)
        else:
            change_name(actor=request.actor, dated=dated, name=form.said(), version=version)

    return _done(request, page, act, name_form=form, changing=name)


@require_POST
@staff_page(Right.DESCRIBE)
def links(request: ReadingRequest, ulid: str) -> HttpResponse:
    page = _page_of(ulid)
    form = LinkForm(request.POST, candidates=called(request.POST.get("other", "")), auto_id="link_%s")

    def act() -> None:
        given = form.cleaned_data
        link = Link(form.chosen, other_is_later=given["way"] == "later", year=given["year"], kind=given["kind"])
        succeed(actor=request.actor, authority=page.authority, link=link, version=given["version"])

    return _done(request, page, act, linking=form)


@require_POST
@staff_page(Right.DESCRIBE)
def unlink(request: ReadingRequest, ulid: str, link: str) -> HttpResponse:
    page = _page_of(ulid)
    succession = next((each for each in (*page.earlier, *page.later) if each.ulid == link), None)
    if succession is None:
        raise Http404
    version = request.POST.get("version", "")

    def act() -> None:
        seen = int(version) if version.isdecimal() and len(version) < 10 else 0
        remove_succession(actor=request.actor, succession=succession, authority=page.authority, version=seen)

    return _done(request, page, act)


def _page_of(ulid: str) -> AuthorityPage:
    page = authority_page(ulid)
    if page is None:
        raise Http404
    return page


def _done(request: ReadingRequest, page: AuthorityPage, act: Callable[[], None], **form: Any) -> HttpResponse:
    """Do it and go back to the page; or show the page as it is now, with the form as it was filled in and why not.

    A stale form comes back with 409 and the version of now, so that saving it again is a decision.
    """
    filled = next((each for each in form.values() if isinstance(each, forms.Form)), None)
    if filled is not None and not filled.is_valid():
        return _shown(request, page, status=400, **form)
    try:
        act()
    except ON_THE_FORM as refusal:
        now = _page_of(page.authority.ulid)
        if filled is not None:
            filled.data = {**filled.data.dict(), "version": now.authority.version}  # type: ignore[attr-defined]
        return _shown(request, now, status=refusal.http_status, refusal=refusal, **form)
    messages.success(request, _("Saved."))
    return redirect("authority:authority", page.authority.ulid)


def _shown(
    request: ReadingRequest, page: AuthorityPage, *, status: int = 200, refusal: ArchiveError | None = None, **form: Any
) -> HttpResponse:
    entry = page.authority
    version = {"version": entry.version}
    may = request.actor.may(Right.DESCRIBE, entry.institution_id)
    changing = next((each for each in page.names if each.ulid == form.get("changing")), None)
    about: dict[str, Any] = {**version, "kind": entry.kind, "note": entry.note}
    if entry.is_person:
        about |= asdict(life_of(entry))
    forms_shown = {
        "about": DescribeForm(initial=about, auto_id="about_%s", person=entry.is_person),
        "adding": DatedNameForm(initial=version, auto_id="new_%s"),
        "linking": LinkForm(initial=version, auto_id="link_%s"),
    }
    if changing is not None and may:
        initial = {**DatedNameForm.of(changing), **version}
        forms_shown["name_form"] = DatedNameForm(initial=initial, auto_id="name_%s")
    offices = office_lines(entry.offices)
    bearing = [] if entry.kind == entry.Kind.PLACE else [each.name for each in page.names]
    made = fonds_of(bearing, scope=request.scope)
    context = {**forms_shown, **form, "page": page, "may": may, "refusal": refusal, "offices": offices, "fonds": made}
    return render(request, "authority/authority.html", context, status=status)
