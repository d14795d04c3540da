"""Seals (印章): the picture that is stamped on certificates, who may use it, and each use."""

from __future__ import annotations

from typing import Self

from django.db import models

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution, User
from lantai.base.common.ids import new_ulid


class SealQuerySet(models.QuerySet["Seal"]):
    """Filters that name a condition of seals."""

    def of(self, actor: Actor) -> Self:
        """Those of archives whose seals this person keeps."""
        held = actor.institutions_with(Right.KEEP_SEALS)
        return self if "*" in held else self.filter(institution__code__in=held)

    def in_use(self) -> Self:
        return self.filter(retired_at__isnull=True)


class Seal(models.Model):
    """One picture of a seal (PNG with alpha), encrypted; `users`: the sign-in names of those who may use it."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+"
    )
    name = models.CharField(max_length=60)
    picture = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    users = models.JSONField(default=list)
    kept_by = models.CharField(max_length=200)
    kept_at = models.DateTimeField(auto_now_add=True)
    retired_by = models.CharField(max_length=200, blank=True)
    retired_why = models.CharField(max_length=400, blank=True)
    retired_at = models.DateTimeField(null=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def may_be_used_by(self, actor: Actor) -> bool:
        """Whether this person is named; the operator at the machine holds the keys already."""
        if self.retired_at is not None:
            return False
        if actor.user_id is None:
            return actor.capacity == "operator"
        return User.objects.filter(pk=actor.user_id, username__in=self.users).exists()


class SealUse(models.Model):
    """The seal was set on this certificate, for whom it was at the counter."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="uses")
    certificate = models.OneToOneField("Certificate", on_delete=models.PROTECT, related_name="seal_use")
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.certificate_id}"
