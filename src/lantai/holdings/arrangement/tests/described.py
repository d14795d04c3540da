"""Records of made-up fonds entered through the catalogue's own act, so that each has the history of its code."""

from __future__ import annotations

from typing import Any

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.actions import Description, describe_records
from lantai.holdings.catalogue.models import Fonds, Record


def described(fonds: Fonds, *codes: str, **said: Any) -> list[Record]:
    """One record a code, in their order."""
    rows = [(new_ulid(), Description(code, f"关于{code[-4:]}号事项的通知", **said)) for code in codes]
    return describe_records(actor=OPERATOR, fonds=fonds, descriptions=rows)


def codes_of(fonds: Fonds) -> list[str]:
    """The codes in force, in order."""
    return list(Record.objects.filter(fonds=fonds).order_by("code_key").values_list("code", flat=True))
