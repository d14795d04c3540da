"""What lies in storage, as the database knows it. The storage root alone can give all of this back."""

from __future__ import annotations

from django.db import models

from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Record


class StoredObject(models.Model):
    """The OCFL object of one record. A record into which another was merged has that one's too: each stays whole."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="stored")
    object_id = models.CharField(max_length=100, unique=True)
    version = models.PositiveIntegerField(default=1)
    inventory_sha512 = models.CharField(max_length=128)
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.object_id


class StoredFile(models.Model):
    """One original file, bytes untouched, with both digests and what it was identified as."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    stored = models.ForeignKey(StoredObject, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    logical_path = models.CharField(max_length=1000)
    original_name = models.CharField(max_length=1000)
    size = models.PositiveBigIntegerField()
    sha512 = models.CharField(max_length=128, db_index=True)
    sm3 = models.CharField(max_length=64)
    puid = models.CharField(max_length=40, blank=True)
    mime = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["stored_id", "position"]
        constraints = [models.UniqueConstraint(fields=["stored", "position"], name="preservation_file_position")]

    def __str__(self) -> str:
        return self.original_name
