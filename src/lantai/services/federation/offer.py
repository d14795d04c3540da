"""What this installation offers to harvesters, as its settings say; none when no archive decided to be harvested."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from lantai.base.accounts.models import Institution

EVERY = "*"


@dataclass(frozen=True, slots=True)
class Offer:
    """`institutions` are the codes of the archives that decided so, or `*`; the rest is what `Identify` says.

    `namespace` is a domain name that stands in every identifier: it never changes, wherever the site moves to.
    `address` is where everybody reaches it now; empty where nobody said so, then it is where it is asked.
    """

    institutions: frozenset[str]
    namespace: str
    name: str
    emails: tuple[str, ...]
    address: str = ""

    def covers(self, institution: str) -> bool:
        """Whether the archive of this code decided to be harvested."""
        return EVERY in self.institutions or institution in self.institutions

    def archives(self) -> QuerySet[Institution]:
        """Those of them that keep a fonds, in order of their codes."""
        rows = Institution.objects.filter(fonds__isnull=False).distinct().order_by("code")
        return rows if EVERY in self.institutions else rows.filter(code__in=self.institutions)


def offer() -> Offer | None:
    """The offer, or None: then there is nothing at the address of harvesting."""
    said = settings.OAI
    if not said["INSTITUTIONS"]:
        return None
    return Offer(
        frozenset(said["INSTITUTIONS"]),
        said["NAMESPACE"],
        said["NAME"] or said["NAMESPACE"],
        tuple(said["EMAILS"]),
        settings.PUBLIC_ADDRESS.rstrip("/"),
    )
