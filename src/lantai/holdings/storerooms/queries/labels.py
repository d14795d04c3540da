"""What labels are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from lantai.base.accounts.access import Scope
from lantai.holdings.storerooms.models import Box, Loan, Place
from lantai.holdings.storerooms.queries.boxes import boxes_of_movement, movement_page

MOST = 1001


def labelled(of: str, ulid: str, scope: Scope) -> Sequence[Box] | Sequence[Place] | Sequence[Loan] | None:
    """`box`, `movement`, `standing` (boxes on a place), `places` (in one), `loan`; None: unknown, not theirs."""
    boxes = Box.objects.within(scope).present().select_related("fonds", "place")
    if of == "box":
        return list(boxes.filter(ulid=ulid)) or None
    if of == "movement":
        page = movement_page(ulid, scope)
        return boxes_of_movement(page.movement)[:MOST] if page else None
    if of == "loan":
        return list(Loan.objects.within(scope).filter(ulid=ulid)) or None
    place = Place.objects.within(scope).filter(ulid=ulid).first()
    if place is None or of not in {"standing", "places"}:
        return None
    inner = Q(room=place.room_id or place.pk, order_key__startswith=f"{place.order_key}-")
    if of == "places":
        places = Place.objects.filter(Q(pk=place.pk) | inner).select_related("room")
        return list(places.order_by("order_key")[:MOST])
    within = Place.objects.filter(Q(pk=place.pk) | inner)
    return list(boxes.filter(place__in=within.values("pk")).order_by("place__order_key", "position", "pk")[:MOST])
