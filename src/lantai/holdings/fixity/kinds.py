"""The kinds of damage, each with the word people read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is wrong with one file or one object."""

    ALTERED = "altered", _("altered")
    TRUNCATED = "truncated", _("cut short")
    MISSING = "missing", _("missing")
    EXTRA = "extra", _("does not belong here")
    RENAMED = "renamed", _("moved or renamed")
    INVENTORY = "inventory", _("inventory altered")
    SIDECAR = "sidecar", _("digest file altered")
    VERSION = "version", _("version folder missing")
    OBJECT = "object", _("object missing")
    UNREADABLE = "unreadable", _("cannot be read")
    SM3 = "sm3", _("SM3 differs")
    UNKNOWN = "unknown", _("unknown to the catalogue")
