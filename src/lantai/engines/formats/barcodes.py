"""Labels machines read: QR codes and Code 128, each as a path to be drawn in any size."""

from __future__ import annotations

from lantai.base.common.qr import Drawn, path_of, qr_code

__all__ = ["QUIET_BARS", "Drawn", "code_128", "qr_code", "values_of"]
QUIET_BARS = 10
"""Blank modules on both sides of the bars (ISO/IEC 15417)."""
_START_B, _STOP, _CHECKED = 104, 106, 103
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
    "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
    "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
    "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
    "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
    "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 "
    "211232 2331112 "
)
_BARS = _WIDTHS.split()
"""Widths of bars and gaps of every value, ISO/IEC 15417 table 1."""


def code_128(text: str) -> Drawn:
    """The bars of printable ASCII (set B), one module high. Raises `ValueError` for anything else."""
    widths = "".join(_BARS[value] for value in values_of(text))
    x, runs = QUIET_BARS, []
    for place, width in enumerate(map(int, widths)):
        if place % 2 == 0:
            runs.append((x, 0, width))
        x += width
    return Drawn(path_of(runs), x + QUIET_BARS, 1)


def values_of(text: str) -> list[int]:
    """Start, characters, check value and stop."""
    if not text or not all(32 <= ord(character) < 127 for character in text):
        msg = f"{text!r} cannot be written in Code 128, set B"
        raise ValueError(msg)
    values = [ord(character) - 32 for character in text]
    check = (_START_B + sum(place * value for place, value in enumerate(values, 1))) % _CHECKED
    return [_START_B, *values, check, _STOP]
