"""Codes: which scheme numbers what in a fonds, numbers set aside, and the codes of one record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.actions import (
    CodeWanted,
    Rule,
    give_next_code,
    remove_code_rule,
    renumber_record,
    reserve_codes,
    set_code_rule,
    set_unit_code,
)
from lantai.holdings.arrangement.forms import (
    CodeForm,
    NextForm,
    ReserveForm,
    RuleForm,
    UnitCodeForm,
    series_chosen,
)
from lantai.holdings.arrangement.numbering import scheme_for, values_of
from lantai.holdings.arrangement.queries import (
    Tree,
    codes_of_fonds,
    codes_of_record,
    line_of_record,
    record_at,
    rule_at,
    tree_of,
)
from lantai.holdings.arrangement.scheme_files import read_code, scheme_named
from lantai.holdings.arrangement.views.answers import done, fonds_of, found
from lantai.holdings.catalogue.models import Record


@require_safe
@staff_page(Right.DESCRIBE)
def codes(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _codes_page(request, tree_of(fonds_of(request, ulid)))


def _codes_page(request: ReadingRequest, tree: Tree, status: int = 200, **given: forms.Form) -> HttpResponse:
    shown: dict[str, Any] = {
        "rule": RuleForm(tree=tree, auto_id="rule_%s"),
        "reserve": ReserveForm(auto_id="reserve_%s"),
    } | given
    context = {"page": codes_of_fonds(tree.fonds), "fonds": tree.fonds, **shown}
    return render(request, "arrangement/codes.html", context, status=status)


@require_POST
@staff_page(Right.DESCRIBE)
def add_rule(request: ReadingRequest, ulid: str) -> HttpResponse:
    tree = tree_of(fonds_of(request, ulid))
    form = RuleForm(request.POST, tree=tree, auto_id="rule_%s")
    if not form.is_valid():
        return _codes_page(request, tree, 400, rule=form)
    given = form.cleaned_data
    rule = Rule(given["level"], given["scheme"], given["from_year"] or 0, series_chosen(tree, given["series"]))
    try:
        set_code_rule(actor=request.actor, fonds=tree.fonds, rule=rule, reason=given["reason"])
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _codes_page(request, tree, refusal.http_status, rule=form)
    return redirect("arrangement:codes", ulid)


@require_POST
@staff_page(Right.DESCRIBE)
def remove_rule(request: ReadingRequest, ulid: str) -> HttpResponse:
    rule, reason = found(rule_at(ulid, request.actor)), request.POST.get("reason", "")
    return done(
        request,
        lambda: remove_code_rule(actor=request.actor, rule=rule, reason=reason),
        "arrangement:codes",
        rule.fonds.ulid,
    )


@require_POST
@staff_page(Right.DESCRIBE)
def reserve(request: ReadingRequest, ulid: str) -> HttpResponse:
    tree = tree_of(fonds_of(request, ulid))
    form = ReserveForm(request.POST, auto_id="reserve_%s")
    if not form.is_valid():
        return _codes_page(request, tree, 400, reserve=form)
    given = form.cleaned_data
    wanted = CodeWanted(scheme_named(given["scheme"]), form.values(), given["level"])
    try:
        made = reserve_codes(
            actor=request.actor, fonds=tree.fonds, wanted=wanted, count=given["count"], reason=given["reason"]
        )
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _codes_page(request, tree, refusal.http_status, reserve=form)
    span = {"first": made[0].display, "last": made[-1].display}
    messages.success(request, _("Set aside: %(first)s to %(last)s.") % span)
    return redirect("arrangement:codes", ulid)


@require_safe
@staff_page(Right.DESCRIBE)
def record_codes(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _record_page(request, found(record_at(ulid, request.actor)))


def _record_page(request: ReadingRequest, record: Record, status: int = 200, **given: forms.Form) -> HttpResponse:
    line = line_of_record(record)
    scheme = scheme_for(list(record.fonds.code_rules.all()), level=record.level, year=record.year, series=line)
    values = values_of(record, read_code(record.code, level=record.level, first=[scheme]))
    initial = {"scheme": scheme.reference} | {f"value_{name}": value for name, value in values.items()}
    shown: dict[str, Any] = {
        "another": CodeForm(initial={"version": record.version, "code": record.code}, auto_id="code_%s"),
        "following": NextForm(level=record.level, initial=initial, auto_id="next_%s"),
        "unit": UnitCodeForm(auto_id="unit_%s"),
    } | given
    context = {"page": codes_of_record(record), "record": record, "scheme": scheme, "line": line, **shown}
    return render(request, "arrangement/record.html", context, status=status)


@require_POST
@staff_page(Right.DESCRIBE)
def renumber_one(request: ReadingRequest, ulid: str) -> HttpResponse:
    record, form = found(record_at(ulid, request.actor)), CodeForm(request.POST, auto_id="code_%s")
    if not form.is_valid():
        return _record_page(request, record, 400, another=form)
    given = form.cleaned_data
    try:
        renumber_record(actor=request.actor, record=record, **given)
    except ArchiveError as refusal:
        form.add_error("code", f"{refusal} {refusal.remedy()}")
        return _record_page(request, found(record_at(ulid, request.actor)), refusal.http_status, another=form)
    return redirect("arrangement:record_codes", ulid)


@require_POST
@staff_page(Right.DESCRIBE)
def number_next(request: ReadingRequest, ulid: str) -> HttpResponse:
    record = found(record_at(ulid, request.actor))
    form = NextForm(request.POST, level=record.level, auto_id="next_%s")
    if not form.is_valid():
        return _record_page(request, record, 400, following=form)
    scheme = scheme_named(form.cleaned_data["scheme"])
    values = values_of(record, read_code(record.code, level=record.level, first=[scheme])) | form.values()
    try:
        give_next_code(
            actor=request.actor,
            record=record,
            scheme=scheme,
            values=values,
            version=record.version,
            reason=form.cleaned_data["reason"],
        )
    except ArchiveError as refusal:
        form.add_error("scheme", f"{refusal} {refusal.remedy()}")
        return _record_page(request, found(record_at(ulid, request.actor)), refusal.http_status, following=form)
    return redirect("arrangement:record_codes", ulid)


@require_POST
@staff_page(Right.DESCRIBE)
def unit_code(request: ReadingRequest, ulid: str) -> HttpResponse:
    record, form = found(record_at(ulid, request.actor)), UnitCodeForm(request.POST, auto_id="unit_%s")
    if not form.is_valid():
        return _record_page(request, record, 400, unit=form)
    given = form.cleaned_data
    return done(
        request,
        lambda: set_unit_code(actor=request.actor, record=record, code=given["code"], reason=given["reason"]),
        "arrangement:record_codes",
        ulid,
    )
