"""Pages and the versions of their texts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Record
from lantai.holdings.preservation.models import StoredFile


class Page(models.Model):
    """One page of a record. `number` counts inside the file, `position` inside the record; both from 1."""

    class State(models.TextChoices):
        READY = "ready", _("read")
        WAITING = "waiting", _("waiting for recognition")
        FAILED = "failed", _("not readable")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="pages")
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    rotation = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=20)
    engine = models.CharField(max_length=60, blank=True)
    confidence = models.FloatField(default=0)
    corrected_by = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["record_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["record", "position"], name="fulltext_page_position"),
            models.UniqueConstraint(fields=["file", "number"], name="fulltext_page_number"),
        ]
        indexes = [
            models.Index(fields=["state"], condition=models.Q(state="waiting"), name="fulltext_page_waiting"),
            models.Index(fields=["state"], condition=models.Q(state="failed"), name="fulltext_page_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.position}"

    @property
    def has_image(self) -> bool:
        return self.width > 0


class PageLayout(models.Model):
    """The lines and boxes of a page, packed (`formats.model.pack_lines`). Apart, so that lists stay light.

    A page without one is plain (`PageReading.is_plain`): its text says all there is, `queries.lines_of` knows.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="layout")
    lines = models.BinaryField()

    def __str__(self) -> str:
        return str(self.page_id)


class PageVersion(models.Model):
    """A text a page had before it was corrected, with who made it and when: nothing read is ever lost."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    lines = models.BinaryField()
    source = models.CharField(max_length=20)
    engine = models.CharField(max_length=60, blank=True)
    author = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["page_id", "number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="fulltext_version_number")]

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"


class PublicCopy(models.Model):
    """The redacted PDF of a record of which something is withheld. Right only while `key` is (`public_copy.copy_key`).

    It lies in the record's object at `logical_path`.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="public_copy")
    key = models.CharField(max_length=64)
    logical_path = models.CharField(max_length=1000)
    size = models.PositiveBigIntegerField()
    sha512 = models.CharField(max_length=128)
    pages = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.logical_path
