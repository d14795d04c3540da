"""ID numbers of persons (公民身份号码, GB 11643): read as they are typed, judged, never guessed beyond what they say.

A number of 15 digits (issued until 1999) and its 18-digit form are one number: both have the same `canonical` form.
What cannot be right is kept as it was written and told: a wrong number on the paper is still what the paper says.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from operator import mul

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.catalogue.regions import Regions, region_problem, regions, table_said

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_LOOKALIKES = str.maketrans("OoＯQDIiLl|!〇○零", "00000111111000")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_BLANKS = re.compile(r"[\s'\"‘’“”·.,，、\-—–_]+")
_SHORT, _LONG, _OF_THIS_KIND = re.compile(r"\d{15}"), re.compile(r"\d{17}[\dX]"), re.compile(r"[\dX]{15,18}")
_CENTENARIANS = {"996", "997", "998", "999"}
"""Last three digits that a 15-digit number gives to people born before 1900."""

LOST = declare(
    "person.id_number_lost",
    gettext_noop("The ID number of %(name)s was destroyed by a spreadsheet (%(text)s): its last digits are gone."),
    gettext_noop("Get the list again from its source with the column as text, or type the number from the paper."),
)
MALFORMED = declare(
    "person.id_number_malformed",
    gettext_noop("The ID number of %(name)s has neither 15 nor 18 digits."),
    gettext_noop("Compare it with the paper. It is kept, encrypted, as it was written."),
)
WRONG_DATE = declare(
    "person.id_number_date",
    gettext_noop("The ID number of %(name)s holds a date of birth that does not exist or lies in the future."),
    gettext_noop("Compare it with the paper. It is kept, encrypted, as it was written."),
)
WRONG_CHECKSUM = declare(
    "person.id_number_checksum",
    gettext_noop("The last digit of the ID number of %(name)s does not fit the others: one of them is wrong."),
    gettext_noop("Compare it with the paper. It is kept, encrypted, as it was written."),
)
UNKNOWN_REGION = declare(
    "person.id_number_region",
    gettext_noop(
        "The ID number of %(name)s begins with a region that is not known at its date of birth. "
        "Compared with: %(table)s."
    ),
    gettext_noop("Compare it with the paper; old or abolished regions may be missing in the table of regions."),
)
OTHER_BIRTH = declare(
    "person.id_number_birth",
    gettext_noop("The ID number of %(name)s holds another date of birth than the entry."),
    gettext_noop("Compare both with the paper; papers do differ from identity cards, lunar birthdays most of all."),
)
_PROBLEMS = {
    "lost": (LOST, Severity.ERROR),
    "malformed": (MALFORMED, Severity.WARNING),
    "date": (WRONG_DATE, Severity.WARNING),
    "checksum": (WRONG_CHECKSUM, Severity.WARNING),
    "region": (UNKNOWN_REGION, Severity.INFO),
}


@dataclass(frozen=True, slots=True)
class IdNumber:
    """One number as it was read. `text` is what is kept; `canonical` what numbers are compared by, empty when lost.

    `problem` is the gravest: lost, malformed, date, checksum, region, or nothing. `derived` says that the 18-digit form
    was worked out from 15 digits, `repaired` that a letter or blank was read as the digit it stands for.
    """

    text: str
    canonical: str
    problem: str = ""
    derived: bool = False
    repaired: bool = False
    birth: dt.date | None = None
    sex: str = ""

    def __repr__(self) -> str:
        """Logs and tracebacks never hold a number."""
        return f"IdNumber(…{self.last4}, problem={self.problem!r})"

    @property
    def birth_key(self) -> int | None:
        """The date of birth in it as YYYYMMDD."""
        return int(f"{self.birth:%Y%m%d}") if self.birth else None

    @property
    def last4(self) -> str:
        """What may be shown: nothing of a number so short that four characters would give it away."""
        return self.canonical[-4:] if len(self.canonical) >= 8 else ""


def read_id_number(raw: str, *, today: dt.date | None = None, regions: Regions | None = None) -> IdNumber | None:
    """Read one cell; `None` when it holds nothing. Never fails: what is wrong with the number is in `problem`.

    `today` bounds dates of birth (without it any year up to 2099 passes); `regions` is the table by years, if any.
    """
    text = unicodedata.normalize("NFKC", raw).strip()
    if not text.strip("-—–/无"):
        return None
    if _SCIENTIFIC.fullmatch(text):
        return IdNumber(text, "", "lost")
    digits, repaired = _repaired(text)
    if _SHORT.fullmatch(digits):
        return _judged(digits, _longer(digits), repaired=repaired, today=today, regions=regions)
    if _LONG.fullmatch(digits):
        return _judged(digits, digits, repaired=repaired, today=today, regions=regions)
    return IdNumber(text, digits, "malformed", repaired=repaired)


def _repaired(text: str) -> tuple[str, bool]:
    """Letters and signs that stand for digits; a lower-case x and blanks are no more than spelling."""
    spelled = _BLANKS.sub("", text).upper()
    digits = spelled.translate(_LOOKALIKES)
    if not _OF_THIS_KIND.fullmatch(digits):
        return spelled, False  # not a number of this kind: nothing in it is read as something else
    return digits, digits != spelled


def _judged(text: str, full: str, *, repaired: bool, today: dt.date | None, regions: Regions | None) -> IdNumber:
    birth = _birth(full, today)
    problem = ""
    if birth is None:
        problem = "date"
    elif checksum(full) != full[-1]:
        problem = "checksum"
    elif region_problem(full[:6], birth, regions):
        problem = "region"
    sex = "male" if int(full[16]) % 2 else "female"
    return IdNumber(text, full, problem, len(text) == 15, repaired, birth, sex)


def _longer(digits: str) -> str:
    century = "18" if digits[12:] in _CENTENARIANS else "19"
    body = f"{digits[:6]}{century}{digits[6:]}"
    return body + checksum(body)


def checksum(number: str) -> str:
    """The last character that belongs to the first 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECK[sum(map(mul, map(int, number[:17]), _WEIGHTS)) % 11]


def _birth(full: str, today: dt.date | None) -> dt.date | None:
    try:
        birth = dt.date(int(full[6:10]), int(full[10:12]), int(full[12:14]))
    except ValueError:
        return None
    return birth if dt.date(1850, 1, 1) <= birth <= (today or dt.date(2099, 12, 31)) else None


def findings_of(number: IdNumber, *, name: str, path: str, birth: dt.date | None = None) -> list[Finding]:
    """What is to be said about a number beside the name and, if it is known to the day, the birth of its entry.

    Of a region that is not known it says which table of this installation it was compared with.
    """
    found = []
    if number.problem:
        code, severity = _PROBLEMS[number.problem]
        params = {"name": name}
        if number.problem == "lost":
            params["text"] = number.text
        elif number.problem == "region":
            params["table"] = table_said(regions())
        found.append(Finding(code, severity, path, params))
    if birth and number.birth and birth != number.birth:
        found.append(Finding(OTHER_BIRTH, Severity.INFO, path, {"name": name}))
    return found
