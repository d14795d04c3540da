"""Notices of what was opened (开放档案目录公告, 条例 29), and emergency withdrawals (撤回)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Record
from lantai.services.opening.models.batches import ReviewBatch


class Notice(models.Model):
    """One notice, published in the transaction that opens its records. It is for everyone.

    No batch: they were opened by hand, by a decision on paper.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(ReviewBatch, on_delete=models.PROTECT, null=True, related_name="notices")
    number = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    records_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class NoticeRecord(models.Model):
    """One record of a notice. What is shown of it is asked of the record each time: a withdrawn one is gone at once."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="lines", db_index=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="opening_notices")
    position = models.PositiveIntegerField()
    in_part = models.BooleanField(default=False)

    class Meta:
        ordering = ["notice_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "position"], name="opening_notice_position"),
            models.UniqueConstraint(fields=["notice", "record"], name="opening_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.position}"


class Withdrawal(models.Model):
    """That an opened record was closed again at once: why, who asked, who approved it."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="opening_withdrawals")
    reasons = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=400)
    approver = models.CharField(_("approved by"), max_length=200)
    by = models.CharField(max_length=200)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.record_id}"
