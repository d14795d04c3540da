"""One case: who asks for what, by which channel, how far it is; its timeline, its proofs, its numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.applicants import applicants
from lantai.services.enquiries.data import label_in, open_states, states
from lantai.services.enquiries.identity.levels import DEFAULT, level_label
from lantai.services.enquiries.matters import GENERAL, matter_label, matters


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Filters that name a condition of the desk."""

    def of(self, actor: Actor) -> Self:
        """Those of archives in which this person handles enquiries or decides on them."""
        held = actor.institutions_with(Right.HANDLE_ENQUIRIES) | actor.institutions_with(Right.DECIDE_USE)
        return self if "*" in held else self.filter(institution__code__in=held)

    def taken_for_others(self, actor: Actor) -> Self:
        """Those a counter at which this person handles enquiries took for an archive that holds the records."""
        held, taken = actor.institutions_with(Right.HANDLE_ENQUIRIES), self.filter(counter__isnull=False)
        return taken if "*" in held else taken.filter(counter__code__in=held)

    def at_counters(self) -> Self:
        """Those whose counter may hand something out: found or granted, or left by the holder to be collected there."""
        given = Q(state__in=("found", "granted")) | Q(state="delivered", delivery="partner")
        return self.filter(given, counter__isnull=False, erased_at__isnull=True)

    def waiting(self) -> Self:
        return self.filter(state__in=open_states())

    def with_nothing(self) -> Self:
        """Answered that nothing was found, and not closed: the applicant may not have been told across the counter."""
        return self.filter(state="not_found", erased_at__isnull=True)

    def late_on(self, day: dt.date) -> Self:
        """What rests waits for its applicant and is late for nobody."""
        return self.waiting().filter(next_on__lt=day, paused_on__isnull=True)

    def soon_on(self, day: dt.date, last: dt.date) -> Self:
        """Those whose clock runs and whose next term ends from `day` to `last`."""
        return self.waiting().filter(next_on__gte=day, next_on__lte=last, paused_on__isnull=True)


class Enquiry(models.Model):
    """One case. The document's number and the contact are sealed, the code is kept as a keyed hash only.

    `institution` holds the records: its officers search, decide and issue. `counter` took the case for it and hands
    out what it issues; none where the holder took it itself.
    `matter` says what kind of case it is; the first is the use of unopened archives. `answers`: what was answered,
    by question; `searched`: what its archive searched before it said that nothing was found, and under `there` what
    archives outside said they searched. `language` (zh or en): in which the applicant is told what happens.
    `identity_level`: the highest that was proved. `merged_into`: number of the case that goes on instead.
    `erased_at`: when everything that tells of the applicant was removed. `reminded_for`: the term of the applicant
    that was last reminded of.
    `paused_on`: since when the clock rests, because the applicant was asked. `outside_number`: that of a platform.
    `answer`: how it was answered (delivered, granted, not_found, refused), on which day and after how many working
    days; empty while it is not, or not any more.
    """

    class Channel(models.TextChoices):
        WEB = "web", _("the public page")
        COUNTER = "counter", _("counter")
        LETTER = "letter", _("letter")
        PHONE = "phone", _("telephone")
        NATIONAL = "national", _("national platform")
        PROVINCIAL = "provincial", _("provincial platform")
        PEER = "peer", _("another archive")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    counter = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="counter_code", related_name="+", null=True,
        db_index=False,
    )  # fmt: skip
    number = models.CharField(max_length=40, unique=True)
    matter = models.CharField(max_length=20, default="unopened")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    outside_number = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=20, default="filed")
    applicant_kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80, blank=True)
    document_kind = models.CharField(max_length=20, blank=True)
    document = models.BinaryField(default=b"")
    last4 = models.CharField(max_length=4, blank=True)
    contact = models.BinaryField(default=b"")
    body = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=20)
    sought = models.TextField(max_length=2000, blank=True)
    clues = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    searched = models.JSONField(default=dict, blank=True)
    consented_at = models.DateTimeField()
    language = models.CharField(max_length=2, default="zh")
    identity_level = models.CharField(max_length=20, default="unproved")
    code_hash = models.CharField(max_length=64, blank=True)
    sender = models.CharField(max_length=32, blank=True, db_index=True)
    handler = models.CharField(max_length=200, blank=True)
    handler_id = models.BigIntegerField(null=True)
    next_on = models.DateField()
    due_on = models.DateField()
    paused_on = models.DateField(null=True)
    extended_on = models.DateField(null=True)
    merged_into = models.CharField(max_length=40, blank=True, default="")
    delivery = models.CharField(max_length=20, blank=True, default="")
    online_until = models.DateField(null=True)
    reminded_for = models.DateField(null=True)
    satisfaction = models.CharField(max_length=20, blank=True, default="")
    answer = models.CharField(max_length=20, blank=True, default="")
    answered_on = models.DateField(null=True)
    answer_days = models.PositiveIntegerField(null=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["institution", "id"], name="enquiries_newest"),
            models.Index(fields=["institution", "state", "id"], name="enquiries_kept"),
            models.Index(fields=["institution", "matter", "id"], name="enquiries_of_matter"),
            models.Index(fields=["counter", "id"], condition=Q(counter__isnull=False), name="enquiries_for_others"),
            models.Index(fields=["institution", "made_at", "channel", "matter"], name="enquiries_came"),
            models.Index(
                fields=["institution", "answered_on", "answer", "matter", "answer_days", "due_on"],
                condition=Q(answered_on__isnull=False), name="enquiries_answered",
            ),
            models.Index(fields=["closed_at"], condition=Q(erased_at__isnull=True), name="enquiries_to_erase"),
            models.Index(fields=["name"], name="enquiries_by_name"),
            models.Index(fields=["next_on"], condition=Q(paused_on__isnull=False), name="enquiries_resting"),
            models.Index(fields=["online_until"], condition=Q(online_until__isnull=False), name="enquiries_online"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "outside_number"], condition=~Q(outside_number=""), name="enquiries_once_of_platform"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state_label(self) -> str:
        return states()[self.state].label

    @property
    def is_open(self) -> bool:
        return self.state in open_states()

    @property
    def is_matter(self) -> bool:
        """Whether it is a case of a matter, not an application for unopened archives."""
        return self.matter != GENERAL

    @property
    def has_searched(self) -> bool:
        """Whether its archive itself searched: nothing else is certified as searched."""
        return bool(self.searched.get("question"))

    @property
    def searched_outside(self) -> list[dict[str, Any]]:
        """What archives outside searched, as they said it; `by` names each."""
        return list(self.searched.get("there", ()))

    @property
    def code_mark(self) -> str:
        """By which a session knows the code that opened the case; another one when the code was replaced."""
        return self.code_hash[:16]

    @property
    def identity_label(self) -> str:
        return level_label(self.identity_level)

    @property
    def needed_level(self) -> str:
        """What must be proved before anything is delivered."""
        known = matters().get(self.matter)
        return known.level if known else DEFAULT

    @property
    def needed_label(self) -> str:
        return level_label(self.needed_level)

    @property
    def matter_label(self) -> str:
        """Empty for an application for unopened archives."""
        return matter_label(self.matter) if self.is_matter else ""

    @property
    def delivery_label(self) -> str:
        return label_in("deliveries", self.delivery) if self.delivery else ""

    @property
    def satisfaction_label(self) -> str:
        return label_in("satisfaction", self.satisfaction) if self.satisfaction else ""

    @property
    def purpose_label(self) -> str:
        return label_in("purposes", self.purpose)

    @property
    def document_label(self) -> str:
        return label_in("documents", self.document_kind) if self.document_kind else ""

    @property
    def applicant_label(self) -> str:
        known = applicants().get(self.applicant_kind)
        return known.label if known else self.applicant_kind

    @property
    def masked_document(self) -> str:
        """The kind, and the last four characters where there are enough."""
        return f"{self.document_label} …{self.last4}" if self.last4 else self.document_label


class Step(models.Model):
    """One line of the timeline. `note` is what the archive says to the applicant, `said` what the applicant says.

    A line that is `internal` is not shown to the applicant; who did it never is.
    """

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=20)
    note = models.TextField(max_length=2000, blank=True)
    said = models.TextField(max_length=2000, blank=True)
    internal = models.BooleanField(default=False)
    by = models.CharField(max_length=200)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d}"


class Proof(models.Model):
    """A proof an applicant sent: what is known of it. Removed with its content some time after the end of the case.

    `scanned_by`: the virus scanner that looked through it and found nothing; empty where none did.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="proofs")
    ending = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    scanned_by = models.CharField(max_length=120, blank=True, default="", db_default="")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.ulid}.{self.ending}"


class ProofContent(models.Model):
    """The sealed content of a proof, in a table of its own: no list and no page of a case ever loads it."""

    proof = models.OneToOneField(Proof, on_delete=models.CASCADE, related_name="kept")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.proof_id)


class EnquirySeries(models.Model):
    """The last number given in an archive's year: of cases (LY), refusals (BY), grants (TY), complaints (TS)."""

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "prefix", "year"], name="enquiries_number_series"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id}-{self.prefix}{self.year}-{self.last:04d}"
