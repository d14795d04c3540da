"""How large a page is shown: one rule for readers and renderers, so that boxes always fit the picture."""

from __future__ import annotations

DPI = 200
"""Every page without pixels of its own is measured as if scanned at this resolution."""
LONGEST_SIDE = 12_000
MOST_PIXELS = 60_000_000


def display_size(width: float, height: float, *, unit: float = 72.0) -> tuple[int, int]:
    """The size in pixels of a page measured in `unit`s to the inch; huge pages are shown smaller."""
    scale = DPI / unit
    scale = min(scale, LONGEST_SIDE / max(width, height, 1e-6), (MOST_PIXELS / max(width * height, 1e-6)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))
