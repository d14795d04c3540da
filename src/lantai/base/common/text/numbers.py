"""Document numbers (发文字号): one key for 京政发〔1987〕12号 however its brackets, zeros and year were written."""

from __future__ import annotations

import re

from lantai.base.common.text.folding import fold

_OPEN, _CLOSE = r"[〔\[(（［【<〈《{]", r"[〕\])）］】>〉》}]"
_NUMBER = re.compile(
    rf"(?P<issuer>[^\W\d_][\w、]{{0,38}}?)(?:字|第)*{_OPEN}?(?P<year>(?<={_OPEN[:-1]}])\d{{2}}|\d{{4}}){_CLOSE}?年?"
    r"第?0*(?P<number>\d{1,6})号?"
)
_CENTURY_TURN = 49
"""A year of two digits is of the 1900s from 49 on, else of the 2000s."""


def document_number_key(text: str) -> str | None:
    """The canonical form, `京政发〔1987〕12号`, folded; None when the text is not a document number and nothing else.

    The year must stand in brackets or be followed by 号, so that a bare place and year is not taken for a number.
    """
    squeezed = re.sub(r"\s+", "", fold(text))
    match = _NUMBER.fullmatch(squeezed)
    if match is None or not (re.search(_OPEN, squeezed) or squeezed.endswith("号")):
        return None
    issuer, year = match["issuer"], match["year"]
    if len(year) == 2:
        year = ("19" if int(year) >= _CENTURY_TURN else "20") + year
    return f"{issuer}〔{year}〕{match['number']}号"
