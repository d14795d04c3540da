"""The transparency log (RFC 6962): leaves in order, the tree above them, and its signed checkpoints."""

from __future__ import annotations

from django.db import models


class LogHead(models.Model):
    """How many leaves there are: one row, claimed by a conditional update, so that two who append come in order."""

    size = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.size)


class LogLeaf(models.Model):
    """One leaf: `data` is its canonical JSON, byte for byte what was hashed. Never changed, never removed."""

    index = models.PositiveBigIntegerField(unique=True)
    certificate = models.ForeignKey("Certificate", on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(max_length=12)
    data = models.TextField()
    hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["certificate", "kind"], name="certificates_leaf_once")]

    def __str__(self) -> str:
        return str(self.index)


class LogNode(models.Model):
    """A node of the tree that will never change: level 0 are the leaves. Written with the leaf that completes it."""

    leaf = models.ForeignKey(LogLeaf, on_delete=models.PROTECT, related_name="nodes")
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="certificates_node_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class SignedCheckpoint(models.Model):
    """What the log was when it had so many leaves, signed (C2SP signed note)."""

    leaf = models.OneToOneField(LogLeaf, on_delete=models.PROTECT, related_name="checkpoint")
    size = models.PositiveBigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-size"]

    def __str__(self) -> str:
        return f"{self.size} {self.root[:8]}"
