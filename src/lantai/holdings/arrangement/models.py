"""Which scheme numbers what, how far each sequence has come, batches of changes, counts of classes, the fonds file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.common.ids import new_ulid
from lantai.engines.jobs.models import Job
from lantai.holdings.catalogue.models import Fonds, Record, Series


class CodeRule(models.Model):
    """From `from_year` on, records of this level (and class, when one is named) are numbered by this scheme."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.CASCADE, related_name="code_rules")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, related_name="+")
    level = models.CharField(max_length=10, choices=Record.Level.choices)
    scheme = models.CharField(max_length=40)
    from_year = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    since = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["level", "series_id", "from_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["fonds", "level", "from_year"],
                condition=Q(series__isnull=True),
                name="arrangement_rule_of_fonds",
            ),
            models.UniqueConstraint(
                fields=["series", "level", "from_year"],
                condition=Q(series__isnull=False),
                name="arrangement_rule_of_series",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fonds_id} {self.level} {self.scheme}"


class CodeSequence(models.Model):
    """How far the numbers behind one key have been given out. It only ever goes up: gaps are never filled."""

    fonds = models.ForeignKey(Fonds, on_delete=models.CASCADE, related_name="code_sequences")
    key = models.CharField(max_length=200)
    last = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at"]
        constraints = [models.UniqueConstraint(fields=["fonds", "key"], name="arrangement_sequence_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.last}"


class ReservedBlock(models.Model):
    """Numbers that were set aside for somebody; the sequence goes on behind them."""

    sequence = models.ForeignKey(CodeSequence, on_delete=models.CASCADE, related_name="blocks")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="arrangement_block_order")]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


class ArrangementBatchQuerySet(models.QuerySet["ArrangementBatch"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> ArrangementBatchQuerySet:
        """Batches in fonds of the institutions this scope covers."""
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)


class ArrangementBatch(models.Model):
    """A plan for many records of one fonds: other codes, classes or volumes. `done` pieces of it are carried out.

    Nothing changes before somebody has seen the plan; a killed run goes on behind `done`; what was done can be undone.
    """

    class Kind(models.TextChoices):
        RENUMBER = "renumber", _("renumbering")
        CLASSIFY = "classify", _("classification")
        MOVE = "move", _("moving between volumes")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        COMMITTING = "committing", _("being carried out")
        COMMITTED = "committed", _("carried out")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("failed")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    selection = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    rows = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=dict)
    pieces = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    started_by = models.CharField(max_length=200)
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ArrangementBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.fonds.code} {self.kind} {self.rows}"

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.COMMITTING, self.State.UNDOING}

    @property
    def problem_count(self) -> int:
        return sum(self.problems.values())


class PlannedChange(models.Model):
    """One record of a batch: what it says now and what it is to say; `problem` keeps it out of the batch.

    `piece`: those of one number change in one transaction, in an order in which every code is free when it is given.
    """

    class Problem(models.TextChoices):
        NONE = "", _("none")
        TAKEN = "taken", _("another record bears this code")
        USED = "used", _("another record has borne this code")
        TWICE = "twice", _("two records of the plan would bear it")
        UNFIT = "unfit", _("no code can be built")
        NO_CLASS = "no_class", _("no class fits")
        MISPLACED = "misplaced", _("only items lie in volumes")
        BOUND = "bound", _("bound to the place it has")

    class Outcome(models.TextChoices):
        WAITING = "", _("waiting")
        DONE = "done", _("done")
        STAYED = "stayed", _("stayed as it was")
        UNDONE = "undone", _("undone")

    batch = models.ForeignKey(ArrangementBatch, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    piece = models.PositiveIntegerField(default=0)
    record = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="+")
    old = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=200, blank=True)
    scheme = models.CharField(max_length=40, blank=True)
    parts = models.JSONField(default=dict)
    provisional = models.BooleanField(default=False)
    series_from = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, related_name="+")
    series_to = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, related_name="+")
    volume_from = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="+")
    volume_to = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="+")
    problem = models.CharField(max_length=10, choices=Problem.choices, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["batch_id", "position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="arrangement_change_once")]
        indexes = [
            models.Index(fields=["batch", "piece"], name="arrangement_change_piece"),
            models.Index(fields=["batch", "problem", "position"], name="arrangement_change_problem"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class SeriesTally(models.Model):
    """How many records stand in one class; several rows of one class add up. Written by triggers: see `tallies`."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="tallies", db_constraint=False)
    records = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.series_id}: {self.records}"


class FondsFileEntry(models.Model):
    """One dated entry of the fonds file (全宗卷, DA/T 12-2012): what was said of the fonds, when and by whom.

    `number` counts within the file of the fonds and is given once: no entry is ever taken out. One made by mistake is
    withdrawn, and stays where it is with who did so, when and why. The row is the newest version of what it says.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="file_entries")
    number = models.PositiveIntegerField(null=True)
    part = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    date_text = models.CharField(_("date"), max_length=100)
    date_key = models.IntegerField(null=True)
    records = models.ManyToManyField(Record, related_name="+")
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_for = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["part", "date_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["fonds", "number"], name="arrangement_file_number")]
        indexes = [models.Index(fields=["fonds", "part", "date_key"], name="arrangement_file_part")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def has_been_corrected(self) -> bool:
        """Every act counts the version up; a withdrawal is the last of them."""
        return self.version > (2 if self.is_withdrawn else 1)


class FondsFileVersion(models.Model):
    """What an entry said before a correction: `said` holds the values that were replaced; `by` made that correction.

    As the versions of records are kept: earlier values only, the entry itself is the newest version. Records it named
    stand there by the codes they bore.
    """

    entry = models.ForeignKey(FondsFileEntry, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    said = models.JSONField(default=dict)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["entry_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="arrangement_file_version")]

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.version}"
