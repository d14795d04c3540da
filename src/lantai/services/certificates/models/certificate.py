"""A certificate: one number, one signed file, for one case; the pages it was made from; numbers; wrong codes."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Record
from lantai.services.certificates.data import wording
from lantai.services.certificates.models.seal import Seal


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Filters that name a condition of the register."""

    def of(self, actor: Actor) -> Self:
        """Those of archives for which this person issues or revokes."""
        held = actor.institutions_with(Right.ISSUE_CERTIFICATES) | actor.institutions_with(Right.REVOKE_CERTIFICATES)
        return self if "*" in held else self.filter(institution__code__in=held)

    def begun(self) -> Self:
        return self.filter(state=Certificate.State.BEGUN)

    def out(self) -> Self:
        """Those that went out at some time, revoked or not."""
        return self.filter(state__in=(Certificate.State.ISSUED, Certificate.State.REVOKED))


class Certificate(models.Model):
    """One certificate. It has its number from the beginning; its file, its digests and its leaf come together later.

    The name is sealed; `masked_name` is what anybody may see. `body`: what an extract quotes, or what was searched for.
    `in_full`: whether the case was granted what is withheld from everybody. `failure`: why it could not be drawn.
    `revoked_…`: of one that is void, by whom, why and when it was given up; it never was a paper, and has no leaf.
    """

    class Kind(models.TextChoices):
        COPY = "copy", _("certified copy")
        STATEMENT = "statement", _("archival certificate")
        NOT_FOUND = "not_found", _("certificate of nothing found")

    class State(models.TextChoices):
        BEGUN = "begun", _("being drawn up")
        ISSUED = "issued", _("issued")
        REVOKED = "revoked", _("revoked")
        VOID = "void", pgettext_lazy("certificate", "void")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BEGUN)
    case = models.CharField(max_length=40, blank=True, db_index=True)
    name = models.BinaryField(default=b"")
    masked_name = models.CharField(max_length=80, blank=True)
    purpose = models.CharField(max_length=120, blank=True)
    body = models.JSONField(default=dict)
    in_full = models.BooleanField(default=False)
    code_hash = models.CharField(max_length=64)
    address = models.CharField(max_length=200, blank=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    sm3 = models.CharField(max_length=64, blank=True)
    printed = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=400, blank=True)
    begun_by = models.CharField(max_length=200)
    begun_user_id = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    issued_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    revoked_why = models.CharField(max_length=400, blank=True)
    revoked_at = models.DateTimeField(null=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["institution", "-id"], name="certificates_register"),
            models.Index(fields=["state"], condition=Q(state="begun"), name="certificates_begun"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("begun", "void")) | (Q(issued_at__isnull=False) & ~Q(sha256="")),
                name="certificates_issued_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def kind_label(self) -> str:
        known = wording().forms.get(self.kind)
        return known.label if known else self.kind

    @property
    def is_out(self) -> bool:
        """Whether it was issued at some time, revoked or not."""
        return self.state in (self.State.ISSUED, self.State.REVOKED)


class CertificateSource(models.Model):
    """One page a certificate shows or quotes. `withheld`: which version of what is withheld was kept back on it.

    It is empty where nothing is withheld of the page, or the case was granted it. `masked`: what is hidden on this
    copy alone, as boxes and characters of the page of this `digest`.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="sources")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    page = models.PositiveIntegerField()
    withheld = models.CharField(max_length=16, blank=True)
    masked = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "record", "page"], name="certificates_page_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.page}"


class CertificateSeries(models.Model):
    """The last number given in an archive's year."""

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["institution", "year"], name="certificates_series")]

    def __str__(self) -> str:
        return f"{self.institution_id}-{self.year}-{self.last:04d}"
