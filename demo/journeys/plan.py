"""The journeys and the steps of each that have a picture: what the walks take and what docs/using/journeys.md shows."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "using" / "pictures"
WIDTHS = {1440: 900, 390: 844}
"""Width of the window and its height: a desk and a telephone."""
LARGEST = 60_000
"""Bytes of one picture."""

JOURNEYS = {
    "online": ("wish", "form", "number", "identity", "copies", "verified"),
    "counter": ("entered", "desk", "basket", "printed", "delivered"),
    "agent": ("who", "proofs", "case", "given"),
    "refused": ("apply", "draft", "reason", "complaint", "answer"),
    "elsewhere": ("taken", "holder", "print"),
    "nothing": ("searched", "certificate", "answer"),
    "kiosk": ("begin", "choices", "wish", "warning", "wiped"),
}


def name_of(journey: str, step: str, width: int) -> str:
    return f"{journey}-{step}-{width}.webp"


def all_names() -> list[str]:
    """Of every picture there must be, in the order of the journeys."""
    return [name_of(each, step, width) for each, steps in JOURNEYS.items() for step in steps for width in WIDTHS]
