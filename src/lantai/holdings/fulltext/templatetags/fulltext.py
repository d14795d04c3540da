"""Addresses of page images, never asking for more pixels than there are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django import template
from django.urls import reverse

from lantai.engines.formats.model import Box
from lantai.holdings.fulltext.iiif import LARGEST_SIDE
from lantai.holdings.fulltext.leaves import Leaf
from lantai.holdings.fulltext.models import Page

register = template.Library()


@register.simple_tag
def page_image(ulid: str, page: Page | Leaf, width: int, region: str = "full") -> str:
    """A JPEG of the page (or of a region `x,y,w,h`), at most `width` pixels wide."""
    wide, high = map(int, region.split(",")[2:]) if region not in {"full", ""} else (page.width, page.height)
    most = max(1, LARGEST_SIDE * wide // max(high, 1))  # a strip a metre long is shown smaller, not refused
    size = f"{min(width, wide, most)},"
    return reverse("fulltext:iiif_image", args=[ulid, page.position, region or "full", size, "0", "default", "jpg"])


@register.filter
def as_boxes(hits: Sequence[Sequence[Box]] | None) -> str:
    """Boxes of hits as JSON for a data attribute; nothing is no hits."""
    return json.dumps(hits or [], separators=(",", ":"))


@register.filter
def at(counts: Mapping[int, int], position: int) -> int:
    """The count at a page, 0 where there is none."""
    return counts.get(position, 0)


@register.filter
def as_percent(confidence: float) -> str:
    """0.9731 → 97.3 %: the certainty of the machine."""
    return f"{confidence * 100:.1f} %"
