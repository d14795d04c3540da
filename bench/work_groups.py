"""The work pages an archivist has beside the records: entry, describing, arranging, duplicates, jobs, intake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.page_groups import Group, Sample, each, sheets

if TYPE_CHECKING:
    from collections.abc import Iterable


def work_groups(here: Sample, institution: str) -> dict[str, Group]:
    """All of them for one archive."""
    from lantai.holdings.catalogue.models import Record
    from lantai.holdings.entry.models import EntryTask

    codes = [fonds.code for fonds in here.fonds[:3]]
    volumes = Record.objects.filter(institution=institution, level="volume").values_list("ulid", flat=True)[:5]
    tasks = EntryTask.objects.filter(fonds__institution__code=institution).values_list("ulid", flat=True)[:5]
    kept = [fonds.ulid for fonds in here.fonds[:3]]
    return {
        "entry: work": each(["/staff/entry", "/staff/entry?volumes=1", *(f"/staff/entry?fonds={c}" for c in codes)]),
        "entry: work, narrowed": each(
            [*(f"/staff/entry?type={kind}" for kind in ("marriage", "school")), *_with("/staff/entry?volume=", volumes)]
        ),
        "entry: work, sheets": sheets(["/staff/entry"], deep=20),
        "entry: record": each(f"/staff/entry/records/{page.record.ulid}" for page in here.pages[:10]),
        "entry: tasks": each(["/staff/entry/tasks"]),
        "entry: task": each(_with("/staff/entry/tasks/", tasks)),
        "describing: fonds": each(["/staff/fonds", *_with("/staff/fonds/", kept)]),
        "describing: record": each(f"/staff/records/{record.ulid}/edit" for record in here.records[:10]),
        "describing: versions": each(f"/staff/records/{record.ulid}/versions" for record in here.records[:10]),
        "describing: new": each(["/staff/records/new"]),
        "opening: record": each(f"/staff/records/{record.ulid}/opening" for record in here.records[:10]),
        "opening: fonds": each(f"/staff/fonds/{ulid}/opening" for ulid in kept),
        "cells": each(["/staff/cells", *(f"/staff/cells?fonds={ulid}" for ulid in kept)]),
        "changes": each(["/staff/changes", "/staff/changes/new"]),
        "duplicates": each(["/staff/duplicates"]),
        "links of persons": each(["/staff/persons/links"]),
        "arrangement": each(["/staff/arrangement"]),
        "arrangement: tree": each(_with("/staff/arrangement/", kept)),
        "arrangement: class": each(_with("/staff/arrangement/classes/", _classes(here))),
        "arrangement: codes, plans, file": each(
            f"/staff/arrangement/{ulid}/{page}" for ulid in kept for page in ("codes", "plans", "renumber", "file")
        ),
        "codes of a record": each(f"/staff/records/{record.ulid}/codes" for record in here.records[:10]),
        "places: one": each(_with("/staff/places/", _places())),
        "lists": each(["/staff/imports", "/staff/imports/new"]),
        "intake": each(["/staff/intake"]),
        "jobs": each(["/staff/jobs"]),
    }


def _with(address: str, ends: Iterable[str]) -> list[str]:
    return [address + end for end in ends]


def _classes(here: Sample) -> list[str]:
    from lantai.holdings.catalogue.models import Series

    return list(
        Series.objects.filter(pk__in=[record.series_id for record in here.records]).values_list("ulid", flat=True)
    )


def _places() -> list[str]:
    from lantai.holdings.authority.models import Authority

    return list(Authority.objects.order_by("pk").values_list("ulid", flat=True)[:5])
