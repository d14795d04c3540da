"""What may be decided of a record: §4.4's 开放, 延期开放, 控制, and opening in part."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.holdings.catalogue.models import OpeningState


class Value(models.TextChoices):
    """A decision. `partial`: opened with what is named withheld."""

    OPEN = "open", _("open")
    PARTIAL = "partial", _("open in part")
    DELAYED = "delayed", _("delay")
    CONTROLLED = "controlled", _("restrict")


OPENING: frozenset[str] = frozenset({Value.OPEN, Value.PARTIAL})
"""Decisions that let the public see something."""
STATES: dict[str, str] = {
    Value.OPEN: OpeningState.OPEN,
    Value.PARTIAL: OpeningState.OPEN,
    Value.DELAYED: OpeningState.DEFERRED,
    Value.CONTROLLED: OpeningState.RESTRICTED,
}
"""The opening state (开放标识) a record has once a decision is in force."""
