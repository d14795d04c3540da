"""The outbox: one row for each message to one person."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.services.notices.texts import text_label


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Filters that name a condition of the outbox."""

    def of(self, actor: Actor) -> Self:
        """Those of archives in which this person handles enquiries."""
        held = actor.institutions_with(Right.HANDLE_ENQUIRIES)
        return self if "*" in held else self.filter(institution__code__in=held)

    def due(self, now: dt.datetime) -> Self:
        return self.filter(state=Notice.State.WAITING, due_at__lte=now)

    def failed(self) -> Self:
        return self.filter(state=Notice.State.FAILED)


class Notice(models.Model):
    """One message. `sealed` holds the address and what fills the text, and is emptied when it was sent.

    `shown` is the end of the address, for who looks for the reason of a failure. `due_at`: when it is tried next; while
    a worker has it in hand, when another may take it.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    case = models.CharField(max_length=40, db_index=True)
    event = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=2)
    sealed = models.BinaryField(default=b"")
    shown = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["institution", "state", "-id"], name="notices_of_archive"),
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="notices_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.event}"

    @property
    def event_label(self) -> str:
        return text_label(self.event)
