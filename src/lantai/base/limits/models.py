"""Wrong tries at doors that open by number and code. Swept after a day."""

from __future__ import annotations

from django.db import models


class Try(models.Model):
    """At which door, of which number (there need be none), from which sender, as a mark."""

    door = models.CharField(max_length=20)
    number = models.CharField(max_length=80, blank=True)
    sender = models.CharField(max_length=32)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["door", "number", "at"], name="limits_try_number"),
            models.Index(fields=["door", "sender", "at"], name="limits_try_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.number} {self.at}"
