"""The one recogniser of a process: finds lines on a page image and reads them, with the place of every character.

It is loaded at the first page, from the models inside the wheel; nothing here ever opens a network connection.
The settings were measured; the figures are in the benchmark table of the reference.
"""

from __future__ import annotations

import gc
import importlib.metadata
import importlib.util
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.ocr.crops import (
    Pixels,
    Quad,
    RawChar,
    crop_line,
    from_top_left,
    line_block,
    pad_page,
    page_block,
    place_chars,
    quad_size,
    shrink,
    to_line_height,
)

MAX_SIDE = 2600
"""Longest side at which lines are looked for: A4 at 222 dpi. More doubles the memory and finds no more text."""
FAR_SIDE = 736
FEW = 20
"""A page with fewer characters is looked at a second time with its longest side at `FAR_SIDE`."""
MIN_SCORE = 0.3
"""Lines below this are noise. It is low on purpose: a poor reading can be searched, its score is kept and shown."""
SURE_LINE = 0.9
"""Lines from this score on are not looked at in a mirror."""
LARGE_MEGABYTES = 1700
FRESH_PAGES = 50
"""A recogniser that has read so many pages is replaced when the process holds more than `LARGE_MEGABYTES`."""
MAYBE_VERTICAL = 1.3
"""Height over width from which a line is also tried as a vertical one, …"""
SURELY_VERTICAL = 3.0
"""… and from which it is tried as nothing else. A lone 1 stands in between."""
VERTICAL_MARGIN = 0.1
"""So much surer the vertical reading must be: a lone 1 laid on its side is a perfect 一."""
MODELS = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")


class OcrToolMissing(ArchiveError):
    """The recogniser or one of its models is not installed."""

    code = "ocr.tool-missing"
    message = gettext_noop("Text recognition is not installed: %(missing)s is missing.")
    hint = gettext_noop(
        "Install the Python package rapidocr with its models and openvino (requirements lists them), then read the "
        "file again. Everything but recognition works without them."
    )
    http_status = 503
    exit_code = 4


@dataclass(frozen=True, slots=True, eq=False)
class RawLine:
    """One line as the engine sees it, before any reading order. `vertical`: its characters run down the page."""

    quad: Quad
    text: str
    score: float
    chars: tuple[RawChar, ...]
    vertical: bool = False


Reading = tuple[tuple[RawChar, ...], float]


class Recogniser:
    """Lines and characters of one image. Not thread-safe and large: one per process, see `recogniser`."""

    def __init__(self) -> None:
        self._detector, self._reader = _load()
        self._alphabet: list[str] = self._reader.postprocess_op.character
        self._found: tuple[Pixels | None, int, list[Quad]] = (None, 0, [])
        """Where lines were found last: which way up a page stands may be asked of its lines, before it is read."""
        self.pages = 0

    def read(self, pixels: Pixels) -> list[RawLine]:
        """Every line found on the image, in no particular order. `pixels`: height × width grey values.

        Where little is found, it looks again from further away: the letters of a cover can be too large for one line.
        """
        self.pages += 1
        lines = self.read_quads(pixels, self.find_lines(pixels))
        if worth(lines) >= FEW or max(pixels.shape) <= FAR_SIDE:
            return lines
        far = self.read_quads(pixels, self.find_lines(pixels, FAR_SIDE))
        return max(lines, far, key=worth)

    def find_lines(self, pixels: Pixels, longest: int = MAX_SIDE) -> list[Quad]:
        """Where lines stand, in pixels of the image, which is looked at with no side longer than `longest`."""
        seen, at, quads = self._found
        if seen is not pixels or at != longest:
            quads = self._look(*shrink(pixels, longest))
            self._found = (pixels, longest, quads)
        return list(quads)

    def _look(self, small: Pixels, scale: float) -> list[Quad]:
        """The library's detector without its preparation, which goes over three equal channels in double precision."""
        page = pad_page(small)
        likely = self._detector.session(page_block(page))
        boxes, _ = self._detector.postprocess_op(likely, page.shape)
        if not len(boxes):
            return []
        return [from_top_left(np.asarray(box / scale, dtype=np.float32)) for box in self._detector.sorted_boxes(boxes)]

    def read_quads(self, pixels: Pixels, quads: list[Quad]) -> list[RawLine]:
        """What stands in each of these places; places with no readable text are left out."""
        tries = [(quad, vertical) for quad in quads for vertical in directions(quad)]
        read = self.read_crops([crop_line(pixels, quad, vertical=vertical) for quad, vertical in tries])
        best: dict[int, RawLine] = {}
        for (quad, vertical), (chars, score) in zip(tries, read, strict=True):
            line = RawLine(quad, "".join(char.text for char in chars), score, chars, vertical)
            flat = best.get(id(quad))
            if flat is None or score > flat.score + VERTICAL_MARGIN:
                best[id(quad)] = line
        return [line for line in best.values() if line.score >= MIN_SCORE and line.text.strip()]

    def unmirrored(self, pixels: Pixels, lines: list[RawLine]) -> list[RawLine]:
        """The lines but for those of the other side of the sheet showing through: they read better in a mirror."""
        doubtful = [line for line in lines if line.score < SURE_LINE]
        crops = [crop_line(pixels, line.quad, vertical=line.vertical) for line in doubtful]
        mirrored = self.read_crops([np.ascontiguousarray(crop[:, ::-1]) for crop in crops])
        through = {id(line) for line, (_, score) in zip(doubtful, mirrored, strict=True) if score > line.score}
        return [line for line in lines if id(line) not in through]

    def read_crops(self, crops: list[Pixels]) -> list[Reading]:
        """Characters and score of each line image. One by one: together, short lines would be padded for nothing."""
        return [self._read_crop(to_line_height(crop)) for crop in crops]

    def _read_crop(self, image: Pixels) -> Reading:
        block = line_block(image)
        return self._decode(self._reader.session(block)[0], image.shape[1], block.shape[3])

    def _decode(self, likely: NDArray[np.float32], length: int, padded: int) -> Reading:
        """Best path through the network's columns: a run of one class is one character, class 0 is nothing."""
        best = likely.argmax(axis=1)
        starts = np.flatnonzero((best != 0) & np.concatenate(([True], best[1:] != best[:-1])))
        if not len(starts):
            return (), 0.0
        sure = likely[starts, best[starts]]
        letters = [self._alphabet[best[i]] for i in starts]
        centres = [(float(i) + 0.5) * padded / len(best) for i in starts]
        return place_chars(letters, centres, float(length)), float(sure.mean())


def worth(lines: list[RawLine]) -> float:
    """Characters, each counted as surely as it is read."""
    return sum(len(line.text) * line.score for line in lines)


def directions(quad: Quad) -> tuple[bool, ...]:
    """Which readings to try: flat (False), vertical (True), or both where the shape leaves it open."""
    width, height = quad_size(quad)
    if height < MAYBE_VERTICAL * width:
        return (False,)
    return (True,) if height >= SURELY_VERTICAL * width else (False, True)


@lru_cache(maxsize=1)
def _loaded() -> Recogniser:
    return Recogniser()


def recogniser() -> Recogniser:
    """The recogniser of this process, loaded at the first call; raises `OcrToolMissing` where it is not installed.

    The inference library keeps what it prepared for every shape of image it ever saw. So that a day of pages does not
    fill the memory, the recogniser is let go and loaded afresh (two seconds) once the process has grown large.
    """
    engine = _loaded()
    if engine.pages < FRESH_PAGES or resident_megabytes() < LARGE_MEGABYTES:
        return engine
    _loaded.cache_clear()
    del engine
    gc.collect()
    return _loaded()


def resident_megabytes() -> int:
    """Memory this process holds now; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    except OSError:
        return 0


@lru_cache(maxsize=1)
def engine_name() -> str:
    """Name and version, as stored with every page."""
    return f"rapidocr {importlib.metadata.version('rapidocr')}"


def missing_part() -> str:
    """What is not installed, or nothing. Asks the package folders only: loads and imports nothing."""
    for name in ("rapidocr", "openvino"):
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            return name
        if name == "rapidocr":
            models = Path(spec.origin).parent / "models"
            for model in MODELS:
                if not (models / model).is_file():
                    return model
    return ""


def _load() -> tuple[Any, Any]:
    """Detector and reader. All that could make the library fetch a model is ruled out before it is imported."""
    missing = missing_part()
    if missing:
        raise OcrToolMissing(missing=missing)
    from rapidocr import EngineType, RapidOCR
    from rapidocr.ch_ppocr_det import TextDetector
    from rapidocr.ch_ppocr_rec import TextRecognizer

    settings = {
        "Global.log_level": "error",
        "Det.engine_type": EngineType.OPENVINO,
        "Rec.engine_type": EngineType.OPENVINO,
        "EngineConfig.openvino.inference_num_threads": 1,
    }
    config = RapidOCR(params=settings).cfg
    for part in (config.Det, config.Rec):
        part.engine_cfg = config.EngineConfig.openvino
        part.model_root_dir = config.Global.model_root_dir
    config.Rec.font_path = None
    return TextDetector(config.Det), TextRecognizer(config.Rec)
