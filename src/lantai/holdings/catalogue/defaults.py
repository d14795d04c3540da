"""What a record type says of a new record where nobody else does: its retention, told as such on the record."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from lantai.holdings.catalogue.actions import Description
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.record_types import record_types

FROM_TYPE = "retention_from_type"
"""In `lineage`: the retention was said by nobody, it is the default of this record type, in this version (`land@2`)."""


def with_default_retention(described: Description, *, above: str = "") -> Description:
    """The same with the retention of its type, where neither it nor what it lies in (`above`) has one.

    Never for what was written out by Lantai itself: there a blank is a blank.
    """
    kind = record_types().get(described.record_type)
    if described.retention or above or kind is None or not kind.retention:
        return described
    return replace(
        described, retention=kind.retention, lineage={**described.lineage, FROM_TYPE: f"{kind.code}@{kind.version}"}
    )


def default_taken(record: Record) -> str:
    """The type whose retention a record was given, with the version, in words; empty once it has another."""
    code, _sign, version = str(record.lineage.get(FROM_TYPE, "")).partition("@")
    kind = record_types().get(code)
    if kind is None or kind.retention != record.retention:
        return ""
    return _("%(type)s, version %(version)s") % {"type": kind.label, "version": version}
