"""Of what somebody of the staff was reminded: so that nobody is told the same twice."""

from __future__ import annotations

from django.db import models


class StaffReminder(models.Model):
    """One person, one case (by number; none for what was told of a day), what was told, and the term it is about.

    Forgotten when the case waits no longer; that somebody was reminded stays in the audit chain.
    """

    user_id = models.BigIntegerField()
    case = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20)
    until = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "user_id", "kind", "until"], name="enquiries_staff_reminded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.case} {self.kind} {self.until}"
