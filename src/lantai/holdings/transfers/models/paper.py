"""What a hand-over leaves behind: steps (业务实体), lists of problems, signatures, reminders. Only ever added to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.holdings.transfers.models.transfer import Transfer
from lantai.holdings.transfers.states import State, done_label


class TransferStep(models.Model):
    """One event in the life of a hand-over: who, in which capacity, when, from which state into which, and why."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=40)
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24)
    at = models.DateTimeField(auto_now_add=True)
    actor_label = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.before} → {self.after}"

    @property
    def label(self) -> str:
        return done_label(self.act)

    @property
    def after_label(self) -> str:
        return str(State(self.after).label)


class Problem(models.Model):
    """One line of the 问题清单 with which a round was returned: where, which field, which check, what is wrong."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="problems")
    round = models.PositiveSmallIntegerField()
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=80)
    severity = models.CharField(max_length=10)
    path = models.CharField(max_length=1000, blank=True)
    field = models.CharField(max_length=100, blank=True)
    message = models.TextField()
    remedy = models.TextField(blank=True)

    class Meta:
        ordering = ["transfer_id", "-round", "row"]
        constraints = [models.UniqueConstraint(fields=["transfer", "round", "row"], name="transfers_problem_row")]

    def __str__(self) -> str:
        return f"{self.row} {self.code}"


class SignedPaper(models.Model):
    """The text of a list of problems or a receipt as it is signed, byte for byte; the register form's: `statement`."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="signed_papers")
    name = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["transfer", "name"], name="transfers_signed_paper_once")]

    def __str__(self) -> str:
        return f"{self.transfer} {self.name}"


REGISTER = "register"
"""The paper that all sign: 登记表. Its signatures are those of the 文据 as well."""


class Signature(models.Model):
    """One party's signature under one paper: the person, the moment, and a key's where there is one."""

    class Party(models.TextChoices):
        SENDER = "sender", _("transferring unit")
        RECEIVER = "receiver", _("receiving archive")
        SUPERVISOR = "supervisor", _("supervisor of the hand-over")

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="signatures")
    paper = models.CharField(max_length=20, default=REGISTER)
    party = models.CharField(max_length=12, choices=Party.choices)
    user_id = models.BigIntegerField(null=True)
    person = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    sha256 = models.CharField(max_length=64)
    signature = models.TextField(blank=True)
    algorithm = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=200, blank=True)
    certificate = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "paper", "party"], name="transfers_signature_of_paper")
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.person}"


class Reminder(models.Model):
    """A deadline that comes or has passed, said once to those whose turn it is."""

    class Kind(models.TextChoices):
        SOON = "soon", _("due soon")
        OVERDUE = "overdue", _("overdue")

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=24)
    due_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    seen_by = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "kind", "state", "due_on"], name="transfers_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.transfer} {self.kind} {self.due_on}"
