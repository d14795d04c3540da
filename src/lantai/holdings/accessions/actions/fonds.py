"""Which fonds an intake is for. On a new machine the first archive and the fonds are entered on the way."""

from __future__ import annotations

from lantai.base.accounts.access import Actor
from lantai.base.accounts.actions import found_institution
from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.actions import FondsUnknown, found_fonds
from lantai.holdings.catalogue.models import Fonds

FIRST_ARCHIVE = ("000000", "本馆")


def fonds_for(institution: str, code: str, *, title: str, actor: Actor) -> Fonds:
    """The fonds with this code in this archive (the first archive when none is named), entered when it is new.

    Raises `FondsUnknown` when an institution is named that does not exist.
    """
    archives = Institution.objects.filter(kind=Institution.Kind.ARCHIVE).order_by("pk")
    archive = archives.filter(code=institution).first() if institution else archives.first()
    if archive is None and institution:
        raise FondsUnknown(code=f"{institution}/{code}")
    archive = archive or found_institution(actor=actor, code=FIRST_ARCHIVE[0], name=FIRST_ARCHIVE[1])
    known = Fonds.objects.filter(institution=archive, code=code).select_related("institution").first()
    return known or found_fonds(actor=actor, institution=archive, code=code, title=title or code)
