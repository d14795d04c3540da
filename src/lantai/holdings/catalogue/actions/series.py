"""The classification tree of a fonds: adding, changing, moving, retiring classes, and beginning a new version of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions.changing import claim_versions
from lantai.holdings.catalogue.bindings import Deed, refuse_bound
from lantai.holdings.catalogue.models import Fonds, Record, RecordVersion, Series
from lantai.holdings.catalogue.signals import records_changed

DEEPEST = 8
"""Levels of classes: DA/T 13-2022 names four, and old schemes have more."""


class SeriesTaken(ArchiveError):
    code = "catalogue.series_taken"
    message = gettext_noop("There is already a class “%(code)s” here.")
    hint = gettext_noop("Give another code, or change the class that has it.")
    http_status = 409


class SeriesMisplaced(ArchiveError):
    code = "catalogue.series_misplaced"
    message = gettext_noop("The class %(code)s cannot stand there.")
    hint = gettext_noop("A class stands in its own fonds and version, at most eight levels deep, and not below itself.")
    http_status = 422


class SeriesHasChanged(ArchiveError):
    code = "catalogue.series_changed"
    message = gettext_noop("The class %(code)s has been changed by somebody else meanwhile.")
    hint = gettext_noop("Nothing was changed. Load the page again and repeat the change.")
    http_status = 409


class NameMissing(ArchiveError):
    code = "catalogue.series_name_missing"
    message = gettext_noop("A class needs a code and a title.")
    hint = gettext_noop("Give both; the code is what stands in reference codes, such as WS or KY.")
    http_status = 422


@transaction.atomic
def add_series(
    *, actor: Actor, fonds: Fonds, code: str, title: str, parent: Series | None = None, scheme_version: int = 1
) -> Series:
    """Add a class at the end of its siblings. Raises `SeriesTaken`, `SeriesMisplaced`, `NameMissing`."""
    require(actor, Right.DESCRIBE, fonds.institution.code)
    version = parent.scheme_version if parent else scheme_version
    _refuse_misplaced(code, fonds, parent, version)
    made = make_series(fonds, code, title, parent, version)
    record_event("series:add", actor=actor, subject=("series", made.ulid), data=_told(made))
    return made


def make_series(fonds: Fonds, code: str, title: str, parent: Series | None, version: int) -> Series:
    """The row itself, for acts that add many."""
    code, title = code.strip()[:60], title.strip()[:300]
    if not code or not title:
        raise NameMissing
    siblings = Series.objects.filter(fonds=fonds, scheme_version=version, parent=parent)
    last = siblings.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    try:
        with transaction.atomic():
            return Series.objects.create(
                fonds=fonds, parent=parent, scheme_version=version, code=code, title=title, position=position
            )
    except IntegrityError as error:
        raise SeriesTaken(code=code) from error


def _refuse_misplaced(code: str, fonds: Fonds, parent: Series | None, version: int) -> None:
    above = lineage(parent)
    fits = parent is None or (parent.fonds_id == fonds.pk and parent.retired_at is None)
    if not fits or len(above) >= DEEPEST or not 1 <= version <= 9999:
        raise SeriesMisplaced(code=code)


def lineage(series: Series | None) -> list[Series]:
    """A class and those above it, the class first."""
    found: list[Series] = []
    while series is not None and len(found) <= DEEPEST:
        found.append(series)
        series = series.parent
    return found


@transaction.atomic
def change_series(
    *, actor: Actor, series: Series, version: int, reason: str, elements: Mapping[str, Any] | None = None, **names: str
) -> Series:
    """Another `code`, `title`, or elements of DA/T 18-2022 (merged; an empty one goes). Records keep their codes.

    `version`: the class as it was read. Raises `SeriesHasChanged`, `SeriesTaken`, `NameMissing`.
    """
    require(actor, Right.DESCRIBE, series.fonds.institution.code)
    _claim(series, version)
    data: dict[str, Any] = {"reason": reason}
    for name in ("code", "title"):
        if name in names and names[name].strip() != getattr(series, name):
            data |= {f"{name}_from": getattr(series, name), f"{name}_to": names[name].strip()}
            setattr(series, name, names[name].strip())
    if not series.code or not series.title:
        raise NameMissing
    if elements is not None:
        merged = series.elements | dict(elements)
        series.elements = {name: value for name, value in merged.items() if value not in ("", None)}
        data["elements"] = sorted(elements)
    try:
        with transaction.atomic():
            series.save(update_fields=["code", "title", "elements"])
    except IntegrityError as error:
        raise SeriesTaken(code=series.code) from error
    record_event("series:change", actor=actor, subject=("series", series.ulid), data=data)
    return series


def _claim(series: Series, version: int) -> None:
    if not Series.objects.filter(pk=series.pk, version=version).update(version=F("version") + 1):
        raise SeriesHasChanged(code=series.code)
    series.refresh_from_db()


@transaction.atomic
def move_series(
    *, actor: Actor, series: Series, version: int, parent: Series | None, position: int, reason: str
) -> Series:
    """Put a class below another, or at the top with None, at this place among its siblings (0 is the first)."""
    require(actor, Right.DESCRIBE, series.fonds.institution.code)
    _claim(series, version)
    if parent and (parent.scheme_version != series.scheme_version or series in lineage(parent)):
        raise SeriesMisplaced(code=series.code)
    _refuse_misplaced(series.code, series.fonds, parent, series.scheme_version)
    before = str(series.parent.code) if series.parent else ""
    others = Series.objects.filter(fonds=series.fonds, scheme_version=series.scheme_version, parent=parent)
    siblings = list(others.exclude(pk=series.pk).order_by("position", "code"))
    siblings.insert(max(0, min(position, len(siblings))), series)
    series.parent = parent
    try:
        with transaction.atomic():
            series.save(update_fields=["parent"])
    except IntegrityError as error:
        raise SeriesTaken(code=series.code) from error
    for place, each in enumerate(siblings):
        each.position = place
    Series.objects.bulk_update(siblings, ["position"])
    data = {"from": before, "to": parent.code if parent else "", "position": series.position, "reason": reason}
    record_event("series:move", actor=actor, subject=("series", series.ulid), data=data)
    return series


@transaction.atomic
def retire_series(*, actor: Actor, series: Series, version: int, reason: str) -> Series:
    """Close a class and those below it to further records; those it has keep it."""
    require(actor, Right.DESCRIBE, series.fonds.institution.code)
    _claim(series, version)
    level = [series.pk]
    while level:
        Series.objects.filter(pk__in=level, retired_at__isnull=True).update(retired_at=timezone.now())
        level = list(Series.objects.filter(parent__in=level).values_list("pk", flat=True))
    series.refresh_from_db()
    record_event("series:retire", actor=actor, subject=("series", series.ulid), data={"reason": reason})
    return series


@transaction.atomic
def begin_scheme_version(*, actor: Actor, fonds: Fonds, reason: str) -> int:
    """A new version of the classification, as a copy of the newest without what is retired; gives its number.

    Records keep the class of the version they were arranged by.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    newest = Series.objects.filter(fonds=fonds).aggregate(last=Max("scheme_version"))["last"] or 0
    copies: dict[int | None, Series | None] = {None: None}
    level = [*Series.objects.filter(fonds=fonds, scheme_version=newest, parent__isnull=True, retired_at__isnull=True)]
    while level:
        made = Series.objects.bulk_create(
            Series(
                fonds=fonds, parent=copies[each.parent_id], scheme_version=newest + 1, code=each.code,
                title=each.title, position=each.position, elements=each.elements,
            )
            for each in level
        )  # fmt: skip
        copies |= {old.pk: new for old, new in zip(level, made, strict=True)}
        below = Series.objects.filter(parent__in=[each.pk for each in level], retired_at__isnull=True)
        level = list(below.order_by("position", "code"))
    data = {"version": newest + 1, "classes": len(copies) - 1, "reason": reason}
    record_event("series:scheme:begin", actor=actor, subject=("fonds", fonds.ulid), data=data)
    return newest + 1


@transaction.atomic
def place_records(*, actor: Actor, fonds: Fonds, places: Sequence[tuple[Record, Series | None]], reason: str) -> None:
    """Put records into classes. Part of a larger act. Raises `RecordHasChanged`, `SeriesMisplaced`, `RecordIsBound`.

    What binds a class binds its records: none leaves it while that lasts.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    if strangers := [series for _, series in places if series and series.fonds_id != fonds.pk]:
        raise SeriesMisplaced(code=strangers[0].code)
    records = [record for record, _ in places]
    refuse_bound([record.pk for record in records], Deed.CLASSIFY)
    claim_versions(records)
    classes = Series.objects.in_bulk({record.series_id for record in records if record.series_id})
    RecordVersion.objects.bulk_create(
        RecordVersion(
            record=record, version=record.version, said={"series": str(classes.get(record.series_id or 0) or "")},
            by=actor.label, reason=reason[:200],
        )
        for record in records
    )  # fmt: skip
    now = timezone.now()
    for record, series in places:
        record.series, record.version, record.changed_at = series, record.version + 1, now
    Record.objects.bulk_update(records, ["series", "version", "changed_at"], batch_size=200)
    records_changed.send(sender=Record, pks=[record.pk for record in records], closing=())


def _told(series: Series) -> dict[str, Any]:
    return {
        "code": series.code,
        "title": series.title,
        "parent": series.parent.code if series.parent else "",
        "version": series.scheme_version,
        "fonds": series.fonds.code,
    }
