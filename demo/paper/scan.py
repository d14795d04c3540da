"""Turns clean ink into a scan: paper of its age, faded and blotched ink, a slightly crooked sheet on the glass."""

import random
import zlib
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from demo.paper.draw import Ink, draw
from demo.paper.glyphs import Mask
from demo.paper.page import Sheet

INKS = {"black": (38, 36, 40), "blue": (44, 52, 112), "red": (206, 38, 44)}
TEXTURE = 2600


@dataclass(frozen=True)
class Age:
    """How a medium has aged: paper colour, how strong and how blotchy the ink is, how much bleeds through."""

    papers: tuple[tuple[int, int, int], ...]
    strength: tuple[float, float]
    blotch: float
    blur: float
    crooked: float
    colour: float
    ghost: float = 0.0
    specks: int = 0


AGES = {
    "print": Age(((250, 247, 238), (244, 238, 222), (247, 243, 232)), (0.92, 1.0), 0.10, 0.55, 0.7, 1.0),
    "laser": Age(((252, 252, 250), (250, 250, 247)), (0.95, 1.0), 0.03, 0.5, 0.4, 1.0),
    "typed": Age(((238, 230, 208), (232, 222, 196), (242, 236, 220)), (0.82, 0.98), 0.26, 0.75, 1.0, 0.5, 0.05, 25),
    "mimeograph": Age(((226, 214, 184), (220, 208, 180), (232, 222, 198)), (0.8, 0.96), 0.40, 0.9, 1.2, 0.45, 0.09, 90),
    "hand": Age(((236, 228, 204), (243, 237, 220)), (0.74, 0.92), 0.2, 0.8, 0.9, 0.7, 0.05, 15),
    "brush": Age(((226, 208, 168), (220, 200, 160), (232, 217, 182)), (0.82, 0.96), 0.18, 0.8, 0.9, 1.0, 0.07, 40),
    "deed": Age(((222, 202, 158), (228, 210, 172)), (0.78, 0.92), 0.24, 0.9, 1.1, 1.0, 0.06, 60),
}  # fmt: skip


@cache
def _grain() -> Mask:
    """Fibre and sensor noise around 247, made once a process and used from another corner each time."""
    rng = np.random.default_rng(20240101)
    fine = rng.standard_normal((TEXTURE, TEXTURE), dtype=np.float32) * 2.6
    coarse = cv2.resize(rng.standard_normal((TEXTURE // 4, TEXTURE // 4), dtype=np.float32), (TEXTURE, TEXTURE)) * 2.0
    return np.clip(246 + fine + coarse, 0, 255).astype(np.uint8)


@cache
def _clouds(kind: int) -> Mask:
    """Slow changes of density, 0 to 255."""
    rng = np.random.default_rng(100 + kind)
    total = np.zeros((TEXTURE // 4, TEXTURE // 4), np.float32)
    for cells, weight in ((5, 1.0), (14, 0.8), (60, 0.7), (200, 0.45)):
        layer = rng.standard_normal((cells, cells), dtype=np.float32) * weight
        total += cv2.resize(layer, total.shape, interpolation=cv2.INTER_CUBIC)
    total = np.clip((total / total.std()) * 0.28 + 0.55, 0, 1) * 255
    return np.asarray(cv2.resize(total.astype(np.uint8), (TEXTURE, TEXTURE)), dtype=np.uint8)


def _corner(texture: Mask, size: tuple[int, int], rng: random.Random) -> Mask:
    x, y = rng.randint(0, TEXTURE - size[0]), rng.randint(0, TEXTURE - size[1])
    return texture[y : y + size[1], x : x + size[0]]


def scan(sheet: Sheet, seed: str, *, colour: bool | None = None) -> Mask:
    """The picture of a sheet: three channels when in colour, else one; the same for the same seed."""
    cv2.setNumThreads(1)
    rng = random.Random(zlib.crc32(seed.encode()))
    age = AGES[sheet.medium]
    ink = draw(sheet, rng)
    in_colour = (rng.random() < age.colour or "red" in ink.layers) if colour is None else colour
    skew = cv2.getRotationMatrix2D((sheet.size[0] / 2, sheet.size[1] / 2), _skew(rng, age.crooked), 1)
    skew[:, 2] += (rng.uniform(-8, 8), rng.uniform(-8, 8))
    _specks(ink.layers["black"], age.specks, rng)
    layers = {name: _age(layer, age, skew, rng) for name, layer in ink.layers.items()}
    paper = _paper(ink, age, rng)
    picture = _compose(paper, layers, rng.choice(age.papers), in_colour)
    _glass(picture, sheet.size, skew, rng)
    return picture


def _skew(rng: random.Random, spread: float) -> float:
    return max(-1.6, min(1.6, rng.gauss(0, spread * 0.6)))


def _age(layer: Mask, age: Age, skew: "np.ndarray", rng: random.Random) -> Mask:
    """Spread, fade and blotch the ink of one layer, then turn it with the sheet."""
    size = (layer.shape[1], layer.shape[0])
    layer = cv2.GaussianBlur(layer, (3, 3), age.blur)
    strength = rng.uniform(*age.strength)
    cloud = _corner(_clouds(rng.randrange(3)), size, rng)
    # density = strength × (1 − blotch × cloud): a table turns clouds into factors.
    factors = np.clip(255 * strength * (1 - age.blotch * np.arange(256) / 255), 0, 255).astype(np.uint8)
    layer = cv2.multiply(layer, cv2.LUT(cloud, factors), scale=1 / 255)
    return np.asarray(cv2.warpAffine(layer, skew, size, flags=cv2.INTER_LINEAR), dtype=np.uint8)


def _specks(layer: Mask, count: int, rng: random.Random) -> None:
    """Stencil holes and dirt: dots that are no writing, small enough to stay out of the way."""
    for _ in range(rng.randint(count // 2, count) if count else 0):
        x, y = rng.randrange(10, layer.shape[1] - 10), rng.randrange(10, layer.shape[0] - 10)
        cv2.circle(layer, (x, y), rng.choice((0, 0, 1, 1, 2)), rng.randint(60, 200), -1)


def _paper(ink: Ink, age: Age, rng: random.Random) -> Mask:
    """Light and dark of the empty sheet: grain, folds, stains, and the ghost of the other side."""
    paper = _corner(_grain(), ink.size, rng).copy()
    cloud = _corner(_clouds(rng.randrange(3)), ink.size, rng)
    tone = np.clip(255 - 8 * np.arange(256) / 255 * (1 if age.strength[0] < 0.9 else 0.3), 0, 255).astype(np.uint8)
    paper = cv2.multiply(paper, cv2.LUT(cloud, tone), scale=1 / 255)
    if age.ghost:
        ghost = cv2.resize(cv2.flip(ink.layers["black"], 1)[::4, ::4], ink.size)
        paper = cv2.multiply(paper, cv2.convertScaleAbs(ghost, alpha=-age.ghost, beta=255), scale=1 / 255)
    if age.strength[0] < 0.95:
        _folds(paper, rng)
        _stains(paper, rng)
    return np.asarray(paper, dtype=np.uint8)


def _folds(paper: Mask, rng: random.Random) -> None:
    """A crease is a dark line beside a light one."""
    height, width = paper.shape
    profile = np.array([252, 246, 236, 222, 214, 226, 250, 255, 255, 253], np.float32)[:, None] / 255
    for _ in range(rng.choice((0, 1, 1, 2))):
        if rng.random() < 0.6:
            y = int(height * rng.choice((1 / 3, 1 / 2, 2 / 3))) + rng.randint(-30, 30)
            paper[y : y + 10] = (paper[y : y + 10] * profile).astype(np.uint8)
        else:
            x = int(width * 0.5) + rng.randint(-40, 40)
            paper[:, x : x + 10] = (paper[:, x : x + 10] * profile.T).astype(np.uint8)


def _stains(paper: Mask, rng: random.Random) -> None:
    for _ in range(rng.choice((0, 0, 1, 2))):
        radius = rng.randint(60, 220)
        spot = np.zeros((radius, radius), np.uint8)
        axes = (rng.randint(radius // 5, radius // 3), rng.randint(radius // 5, radius // 3))
        cv2.ellipse(spot, (radius // 2, radius // 2), axes, rng.uniform(0, 180), 0, 360, rng.randint(10, 26), -1)
        spot = cv2.resize(cv2.GaussianBlur(spot, (0, 0), radius / 16), (radius * 2, radius * 2))
        x, y = rng.randrange(paper.shape[1] - radius * 2), rng.randrange(paper.shape[0] - radius * 2)
        place = paper[y : y + radius * 2, x : x + radius * 2]
        place[:] = cv2.subtract(place, spot)


def _compose(paper: Mask, layers: dict[str, Mask], tone: tuple[int, int, int], in_colour: bool) -> Mask:  # noqa: FBT001
    """Paper × ink, channel by channel."""
    if not in_colour:
        tones = (int(0.3 * tone[0] + 0.59 * tone[1] + 0.11 * tone[2]),)
        inks = {name: (int(np.dot(colour, (0.3, 0.59, 0.11))),) for name, colour in INKS.items()}
    else:
        tones, inks = tone, INKS  # type: ignore[assignment]
    steps = np.arange(256, dtype=np.float32)
    channels = []
    for number, value in enumerate(tones):
        channel = cv2.LUT(paper, np.clip(steps * value / 247, 0, 255).astype(np.uint8))
        for name, layer in layers.items():
            pass_through = 255 - steps * (1 - inks[name][number] / 255)
            channel = cv2.multiply(channel, cv2.LUT(layer, pass_through.astype(np.uint8)), scale=1 / 255)
        channels.append(channel)
    return np.asarray(channels[0] if len(channels) == 1 else cv2.merge(channels), dtype=np.uint8)


def _glass(picture: Mask, size: tuple[int, int], skew: "np.ndarray", rng: random.Random) -> None:
    """Where the sheet ends the scanner's bed begins; holes show it too."""
    width, height = size
    bed = rng.choice((40, 70, 225))
    shade = (bed, bed, bed) if picture.ndim == 3 else bed
    inset = [(8, 8), (width - 9, 6), (width - 7, height - 9), (9, height - 8)]
    corners = cv2.transform(np.array([inset], np.float32), skew)[0]
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.int32)
    edge = np.clip(corners, (-40, -40), (width + 40, height + 40)).astype(np.int32)
    cv2.fillPoly(picture, [frame, edge], shade)
    if rng.random() < 0.35:
        for share in (0.36, 0.64):
            x, y = rng.randint(50, 62), int(height * share) + rng.randint(-6, 6)
            hole = cv2.transform(np.array([[[x, y]]], np.float32), skew)[0][0]
            cv2.circle(picture, (int(hole[0]), int(hole[1])), 21, shade, -1, cv2.LINE_AA)
