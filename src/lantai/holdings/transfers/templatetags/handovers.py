"""Rows of tables: declared beside counted, the unit's checks beside the archive's, states in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from lantai.engines.packages.digests import title as algorithm_title
from lantai.holdings.transfers.counting import FIELDS
from lantai.holdings.transfers.models import Transfer, Way
from lantai.holdings.transfers.models.transfer import in_gigabytes
from lantai.holdings.transfers.problems import FIELD_NAMES
from lantai.holdings.transfers.requirements import SENDER_CHECKS
from lantai.holdings.transfers.states import State

register = template.Library()
OF_PAPER = ("boxes", "volumes", "items", "digest")
"""What is counted of paper; the digest is that of its lists."""


@dataclass(frozen=True, slots=True)
class AmountRow:
    """One amount as declared and as counted; empty where it was not said or could not be counted."""

    label: str
    declared: str
    counted: str
    differs: bool
    is_compared: bool
    is_digest: bool = False
    listed: str = ""


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """One property of the register form."""

    label: str
    sent: str
    found: str


@register.filter
def amounts(transfer: Transfer) -> list[AmountRow]:
    return [_amount(transfer, field) for field in (OF_PAPER if transfer.is_paper else FIELDS)]


def _amount(transfer: Transfer, field: str) -> AmountRow:
    declared, counted = getattr(transfer, field), transfer.counted.get(field)
    differing = {each["field"] for each in transfer.counted.get("differences", ())}
    name = transfer.counted.get("digest_algorithm") or transfer.digest_algorithm
    label = str(FIELD_NAMES[field]) + (f" ({algorithm_title(name)})" if field == "digest" and name else "")
    return AmountRow(
        label=label,
        declared=_shown(field, declared),
        counted=_shown(field, counted),
        differs=field in differing,
        is_compared=declared not in (None, "") and counted is not None,
        is_digest=field == "digest",
        listed=_shown(field, transfer.counted.get("listed", {}).get(field)),
    )


def _shown(field: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if field == "bytes":
        return f"{intcomma(value)} ({in_gigabytes(value)} GB)"
    return str(value) if field == "digest" else str(intcomma(value))


@register.filter
def properties(transfer: Transfer) -> list[PropertyRow]:
    """检验内容, in the order of the form."""
    found = transfer.receiver_checks.get("properties", {})
    return [
        PropertyRow(str(label), transfer.sender_checks.get(key, ""), found.get(key) or _("not checked yet"))
        for key, label in SENDER_CHECKS.items()
        if key != "appearance" or transfer.way != Way.ONLINE
    ]


@register.filter
def state_words(state: str) -> str:
    return str(State(state).label)
