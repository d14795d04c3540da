"""What was entered by hand: which records, from which proposals; tasks of double entry, and what each person typed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Fonds, Record


class EnteredRecord(models.Model):
    """That a record was entered by hand, by whom, and what in it was proposed by machine and accepted by that person.

    `accepted`: one object a place, with the rule that proposed it, its score, page and boxes. Of a row of a volume,
    `volume`, `page` and `row` say where it stands.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="entered")
    user_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now=True)
    times = models.PositiveIntegerField(default=1)
    accepted = models.JSONField(default=list)
    volume = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="entered_rows")
    page = models.PositiveIntegerField(null=True)
    row = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["volume", "page", "row"], name="entry_entered_row"),
            models.Index(fields=["user_id", "-at"], name="entry_entered_by"),
        ]

    def __str__(self) -> str:
        return str(self.record_id)


class EntryTaskQuerySet(models.QuerySet["EntryTask"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> EntryTaskQuerySet:
        """Tasks in fonds of the institutions this scope covers."""
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)


class EntryTask(models.Model):
    """Records that are typed, and of which a share is typed a second time by somebody else who does not see the first.

    `first` and `second` may name who types; where they do not, whoever has the right may, but never the same person
    twice for one record.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    record_type = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=120)
    share = models.PositiveSmallIntegerField(_("typed twice"), default=100)
    first = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("first person")
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("second person"),
    )
    records = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = EntryTaskQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__isnull=True) | ~Q(first=F("second")), name="entry_task_two_persons"
            ),
            models.CheckConstraint(condition=Q(share__lte=100), name="entry_task_share"),
        ]

    def __str__(self) -> str:
        return self.name


class EntryItem(models.Model):
    """One record of a task. `checked`: it is one of those that are typed twice."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to be typed")
        TYPED = "typed", _("typed once")
        AGREED = "agreed", _("both the same")
        DIFFERS = "differs", _("to be decided")
        DECIDED = "decided", _("decided")

    task = models.ForeignKey(EntryTask, on_delete=models.CASCADE, related_name="items")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    checked = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    first_user = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["task_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "position"], name="entry_item_position"),
            models.UniqueConstraint(fields=["task", "record"], name="entry_item_record"),
        ]
        indexes = [models.Index(fields=["task", "state", "position"], name="entry_item_state")]

    def __str__(self) -> str:
        return f"{self.task_id}/{self.position}"


class Typing(models.Model):
    """What one person typed for one record: `values` by place; ID numbers sealed in it, never in the clear.

    `waiting`: the whole of a first typing while the record does not say it, because the second is still to come, and
    what the record said in its places then. Empty once both are compared, and of records that are typed once.
    """

    item = models.ForeignKey(EntryItem, on_delete=models.CASCADE, related_name="typings")
    turn = models.PositiveSmallIntegerField()
    user_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    values = models.JSONField(default=dict)
    waiting = models.JSONField(default=dict)

    class Meta:
        ordering = ["item_id", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["item", "turn"], name="entry_typing_turn"),
            models.CheckConstraint(condition=Q(turn__in=[1, 2]), name="entry_typing_first_or_second"),
        ]
        indexes = [models.Index(fields=["user_id", "-id"], name="entry_typing_user")]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.turn}"


class Difference(models.Model):
    """One place in which the two typed otherwise, and who decided which is right. Values are in the typings alone."""

    class Choice(models.TextChoices):
        FIRST = "first", _("the first")
        SECOND = "second", _("the second")
        OTHER = "other", _("neither")

    item = models.ForeignKey(EntryItem, on_delete=models.CASCADE, related_name="differences")
    name = models.CharField(max_length=100)
    choice = models.CharField(max_length=6, choices=Choice.choices, blank=True)
    by = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["item_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "name"], name="entry_difference_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.name}"


class TypingTally(models.Model):
    """How much one person typed of one field in a task, and how much of it was wrong: counted as it is compared.

    `fields` and `characters` were compared with the other's; `wrong_fields` and `wrong_characters` were decided to be
    this person's mistakes.
    """

    task = models.ForeignKey(EntryTask, on_delete=models.CASCADE, related_name="tallies")
    field = models.CharField(max_length=80)
    user_id = models.BigIntegerField()
    by = models.CharField(max_length=200)
    fields = models.PositiveIntegerField(default=0)
    characters = models.PositiveIntegerField(default=0)
    wrong_fields = models.PositiveIntegerField(default=0)
    wrong_characters = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["task_id", "field", "by"]
        constraints = [models.UniqueConstraint(fields=["task", "field", "user_id"], name="entry_tally_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.field} {self.by}"
