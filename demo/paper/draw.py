"""Lays the ink of a sheet: one layer of black, one of blue and one of red, still perfectly straight and clean."""

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np

from demo.paper.glyphs import Mask, glyph, variants
from demo.paper.page import Rule, Run, Seal, Sheet, advance

# jitter of each character in dots, how uneven the ink is from character to character.
UNEVEN = {
    "print": (0.0, 0.04), "typed": (1.2, 0.20), "stencil": (1.5, 0.18), "pen": (2.0, 0.12), "brush": (2.0, 0.12),
    "deed": (0.8, 0.14), "stamp": (0.6, 0.2),
}  # fmt: skip


@dataclass
class Ink:
    """Coverage of the sheet by each ink, 0 to 255; a layer nobody used is None."""

    size: tuple[int, int]
    layers: dict[str, Mask]

    def layer(self, name: str) -> Mask:
        if name not in self.layers:
            self.layers[name] = np.zeros((self.size[1], self.size[0]), np.uint8)
        return self.layers[name]


def draw(sheet: Sheet, rng: random.Random) -> Ink:
    ink = Ink(sheet.size, {})
    ink.layer("black")
    for rule in sheet.rules:
        _rule(ink.layer(rule.ink), rule)
    for run in sheet.runs:
        _run(ink.layer(run.ink), run, rng)
    for seal in sheet.seals:
        _stamp(ink.layer("red"), seal, rng)
    return ink


def _rule(layer: Mask, rule: Rule) -> None:
    x0, x1 = sorted((round(rule.x0), round(rule.x1)))
    y0, y1 = sorted((round(rule.y0), round(rule.y1)))
    layer[y0 : y1 + rule.width, x0 : x1 + rule.width] = 235


def _run(layer: Mask, run: Run, rng: random.Random) -> None:
    jitter, uneven = UNEVEN[run.hand]
    count = variants(run.hand)
    x, y = run.x, run.y
    for char in run.text:
        if char not in " 　":
            shape, left, top = glyph(char, run.size, run.hand, rng.randrange(count), run.bold)
            if run.vertical and char in "，。、；：":
                left, top = left + run.size // 2, top - run.size // 2
            dx, dy = rng.gauss(0, jitter) * 0.5, rng.gauss(0, jitter)
            strength = min(1.0, max(0.45, 1 - abs(rng.gauss(0, uneven))))
            _blit(layer, shape, round(x + dx) + left, round(y + dy) + top, strength)
        if run.vertical:
            y += run.pitch
        else:
            x += run.pitch * advance(char)


def _blit(layer: Mask, shape: Mask, x: int, y: int, strength: float) -> None:
    height, width = shape.shape
    if x < 0 or y < 0 or x + width > layer.shape[1] or y + height > layer.shape[0]:
        return
    if strength < 0.99:
        shape = cv2.convertScaleAbs(shape, alpha=strength)
    place = layer[y : y + height, x : x + width]
    np.maximum(place, shape, out=place)


def _stamp(layer: Mask, seal: Seal, rng: random.Random) -> None:
    picture = _round_seal(seal) if seal.shape == "round" else _square_seal(seal)
    side = picture.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), rng.uniform(-9, 9), 1)
    picture = np.asarray(cv2.warpAffine(picture, turn, (side, side)), dtype=np.uint8)
    grain = np.random.default_rng(rng.randrange(1 << 30))
    coarse = cv2.resize(grain.integers(90, 256, (side // 9, side // 9), dtype=np.uint8), (side, side))
    fine = grain.integers(140, 256, (side, side), dtype=np.uint8)
    worn = cv2.multiply(cv2.multiply(picture, coarse, scale=1 / 235), fine, scale=1 / 255)
    x = min(max(0, round(seal.x - side / 2)), layer.shape[1] - side)
    y = min(max(0, round(seal.y - side / 2)), layer.shape[0] - side)
    place = layer[y : y + side, x : x + side]
    np.maximum(place, worn, out=place)


def _round_seal(seal: Seal) -> Mask:
    """A ring, a star, and the body's name along the upper arc."""
    radius = seal.radius
    side = radius * 2 + 40
    centre = side // 2
    picture = np.zeros((side, side), np.uint8)
    cv2.circle(picture, (centre, centre), radius, 255, 7, cv2.LINE_AA)
    points = []
    for corner in range(10):
        reach = radius * (0.34 if corner % 2 == 0 else 0.13)
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((centre + reach * math.cos(angle), centre + reach * math.sin(angle)))
    cv2.fillPoly(picture, [np.array(points, np.int32)], 255, cv2.LINE_AA)
    size = max(30, min(50, int(radius * 3.9 / max(len(seal.text), 1) * 0.82)))
    sweep = min(250.0, 25.0 * len(seal.text))
    for number, char in enumerate(seal.text):
        step = number - (len(seal.text) - 1) / 2
        angle = step * sweep / max(len(seal.text) - 1, 1)
        _on_arc(picture, char, size, (centre, radius * 0.74, angle))
    return picture


def _on_arc(picture: Mask, char: str, size: int, place: tuple[int, float, float]) -> None:
    centre, reach, angle = place
    cell = np.zeros((size * 2, size * 2), np.uint8)
    shape, left, top = glyph(char, size, "stamp", 0, True)
    _blit(cell, shape, left + size // 2, top + size // 2, 1)
    turn = cv2.getRotationMatrix2D((size, size), -angle, 1)
    cell = np.asarray(cv2.warpAffine(cell, turn, (size * 2, size * 2)), dtype=np.uint8)
    x = centre + reach * math.sin(math.radians(angle))
    y = centre - reach * math.cos(math.radians(angle))
    _blit(picture, cell, round(x) - size, round(y) - size, 1)


def _square_seal(seal: Seal) -> Mask:
    """Characters in columns from the right inside a double border, as county seals had them."""
    half = seal.radius
    side = half * 2 + 60
    picture = np.zeros((side, side), np.uint8)
    cv2.rectangle(picture, (30, 30), (side - 30, side - 30), 255, 9)
    rows = max(1, math.ceil(len(seal.text) / max(1, round(math.sqrt(len(seal.text))))))
    columns = math.ceil(len(seal.text) / rows)
    cell = int((side - 90) / max(rows, columns))
    for number, char in enumerate(seal.text):
        column, row = divmod(number, rows)
        shape, left, top = glyph(char, int(cell * 0.92), "stamp", 0, True)
        x = side - 45 - (column + 1) * (side - 90) // columns + left
        y = 45 + row * (side - 90) // rows + top
        _blit(picture, shape, x, y, 1)
    return picture
