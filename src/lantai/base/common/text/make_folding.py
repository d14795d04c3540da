"""Generates folding.tsv: NFKC, lower case, accents off, OpenCC t2s of single characters, then the variants by hand.

Run `python -m lantai.base.common.text.make_folding` after a change of variants.py or of OpenCC, then rebuild the index.
"""

from __future__ import annotations

import sys
import unicodedata

from lantai.base.common.text.folding import BLACKED_OUT, TABLE_FILE
from lantai.base.common.text.units import UNIT
from lantai.base.common.text.variants import groups

# Marks that change how a letter sounds or looks but not what is searched for; and characters nobody sees.
_MARKS = range(0x0300, 0x0370)
_INVISIBLE = [0x00AD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)]
_SELECTORS = [*range(0xFE00, 0xFE10), 0xFEFF, *range(0xE0100, 0xE01F0)]
_NOT_WRITTEN = "\ua015"  # the iteration mark of the Yi script: wide, so a unit by itself
_VANISH = frozenset([*_MARKS, *_INVISIBLE, *_SELECTORS])


def compatible(character: str) -> str:
    """One character without width, case and Latin accents."""
    plain = unicodedata.normalize("NFKC", character).lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return bare if bare.isascii() else unicodedata.normalize("NFKC", plain)


def simplified(characters: list[str]) -> dict[str, str]:
    """OpenCC t2s, each character for itself."""
    from opencc import OpenCC  # the generator alone needs it: the table is shipped

    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {a: b for a, b in zip(characters, converted, strict=True) if a != b and len(b) == 1}


def standard_forms(simple: dict[str, str]) -> dict[str, str]:
    """Every variant with the end of its chain; the first standard wins; a ring would never end and is refused."""
    chosen: dict[str, str] = {}
    for variant, standard in groups():
        start, end = simple.get(variant, variant), simple.get(standard, standard)
        if _end(chosen, start) != _end(chosen, end):
            chosen[_end(chosen, start)] = _end(chosen, end)
    return {variant: _end(chosen, variant) for variant in chosen}


def _end(chosen: dict[str, str], character: str) -> str:
    while character in chosen:
        character = chosen[character]
    return character


def folded_forms() -> dict[str, str]:
    """Every character whose folded form differs from itself and matters for finding."""
    everything = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    letters = [c for c in everything if unicodedata.category(c) == "Lo" and len(c.encode("utf-16-le")) in (2, 4)]
    simple = simplified(letters)
    variants = standard_forms(simple)
    forms = {BLACKED_OUT: _NOT_WRITTEN}
    for character in everything:
        if ord(character) in _VANISH:
            forms[character] = ""
            continue
        folded = "".join(_end(variants, simple.get(c, c)) for c in compatible(character))
        folded = "".join(c for c in folded if ord(c) not in _VANISH)
        if folded != character and (UNIT.search(folded) or UNIT.search(character)):
            forms[character] = folded
    return forms


def main() -> None:
    forms = folded_forms()
    lines = [f"{character}\t{folded}\n" for character, folded in sorted(forms.items())]
    TABLE_FILE.write_text("".join(lines), encoding="utf-8")
    print(f"{TABLE_FILE.name}: {len(lines)} characters")  # noqa: T201 - a developer's command


if __name__ == "__main__":
    main()
