"""What may be wrong with a file of EAD: the codes of findings, with their sentences and remedies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare

EXAMPLES = 20
"""So many places of each finding are kept; the count tells of all."""

NOT_XML = declare(
    "ead.not_xml",
    gettext_noop("Line %(line)s: the file is no well-formed XML (%(reason)s)."),
    gettext_noop("Mend the file in an XML editor, or get it again from the system that wrote it."),
)
WRONG_ROOT = declare(
    "ead.wrong_root",
    gettext_noop("Line %(line)s: the file begins with <%(name)s> of “%(space)s”, which is neither EAD 3 nor EAD 2002."),
    gettext_noop("Give a file whose outermost element is <ead>."),
)
NO_ARCHDESC = declare(
    "ead.no_archdesc",
    gettext_noop("The file has no <archdesc>: it describes nothing."),
    gettext_noop("Look whether the file was cut off; get it again from the system that wrote it."),
)
ENTITY = declare(
    "ead.entity",
    gettext_noop("Line %(line)s: the file declares or uses the entity “%(name)s” (%(kind)s)."),
    gettext_noop(
        "Such entities are never followed. Write their text into the file, for instance with xmllint --noent."
    ),
)
DAMAGED = declare(
    "ead.damaged",
    gettext_noop("Line %(line)s: a value of %(path)s cannot be read (%(reason)s); it was kept as plain text."),
    gettext_noop("Compare the record with the file after loading."),
)
INVALID = declare(
    "ead.invalid",
    gettext_noop("Line %(line)s: not valid by the schema: %(reason)s"),
    gettext_noop("The description is loaded as far as it can be read; compare the place after loading."),
)
UNKNOWN_ATTRIBUTE = declare(
    "ead.unknown_attribute",
    gettext_noop("Line %(line)s: <%(name)s> has the attribute “%(attribute)s”, which EAD does not know."),
    gettext_noop("Nothing needs doing: it is kept with the description."),
)
MISPLACED_TEXT = declare(
    "ead.misplaced_text",
    gettext_noop("Line %(line)s: text stands directly in %(path)s, where EAD has none: “%(text)s”."),
    gettext_noop("It is kept with the description; look where it belongs."),
)
MISPLACED_ELEMENT = declare(
    "ead.misplaced_element",
    gettext_noop("Line %(line)s: <%(name)s> stands where this version of EAD has none (%(path)s)."),
    gettext_noop("It is kept with the description; compare the place after loading."),
)
WRONG_NUMBER = declare(
    "ead.wrong_number",
    gettext_noop("Line %(line)s: <%(name)s> stands inside <%(above)s>; numbered components go down one at a time."),
    gettext_noop("The tree is taken as it stands in the file; compare it after loading."),
)
NO_DID = declare(
    "ead.no_did",
    gettext_noop("Line %(line)s: %(path)s has no <did>: nothing identifies it."),
    gettext_noop("Give it a title and a code after loading."),
)
NO_UNITID = declare(
    "ead.no_unitid",
    gettext_noop("Line %(line)s: %(path)s has no <unitid>; it gets the provisional code %(code)s."),
    gettext_noop("Give the record its reference code after loading."),
)
DUPLICATE_UNITID = declare(
    "ead.duplicate_unitid",
    gettext_noop("Line %(line)s: the code “%(unitid)s” stands in line %(before)s already; this one gets %(code)s."),
    gettext_noop("Decide which unit keeps the code. The code as written is kept with the description."),
)
NO_TITLE = declare(
    "ead.no_title",
    gettext_noop("Line %(line)s: %(path)s has no title; “%(title)s” stands in for it."),
    gettext_noop("Give the record a title after loading."),
)
NO_LEVEL = declare(
    "ead.no_level",
    gettext_noop("Line %(line)s: %(path)s says no level; it was taken as: %(level)s."),
    gettext_noop("Nothing needs doing if the tree is right."),
)
UNKNOWN_LEVEL = declare(
    "ead.unknown_level",
    gettext_noop("Line %(line)s: the level “%(said)s” is not known here; it was taken as: %(level)s."),
    gettext_noop("Add the level to crosswalk.yaml if files of this archive always say it so."),
)
LEVEL_BELOW = declare(
    "ead.series_below_record",
    gettext_noop("Line %(line)s: a series stands below a volume or an item; it was taken as a volume."),
    gettext_noop("Nothing needs doing: the tree is kept, the level as written stands with the description."),
)
BAD_DATE = declare(
    "ead.bad_date",
    gettext_noop("Line %(line)s: “%(date)s” is not a date by ISO 8601; the text of the date is kept."),
    gettext_noop("Correct the date in the record after loading."),
)
STRUCTURE = frozenset({INVALID, UNKNOWN_ATTRIBUTE, MISPLACED_TEXT, MISPLACED_ELEMENT, WRONG_NUMBER, NO_DID})
"""What says that a file breaks the rules of EAD, which is no reason yet to leave its description out."""


class Findings:
    """Findings by code, each counted, with some of their places."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._groups: dict[tuple[str, str], dict[str, Any]] = {}

    def add(self, code: str, severity: Severity, line: int | None, /, **params: Any) -> None:
        told = {"line": line or 1, **params}
        known = self._groups.setdefault(
            (code, str(severity)), {"code": code, "severity": str(severity), "count": 0, "examples": []}
        )
        known["count"] += 1
        if len(known["examples"]) < EXAMPLES:
            known["examples"].append({"path": f"{self.file}:{line or 1}", "params": told})

    def groups(self) -> list[dict[str, Any]]:
        """Errors first, then the most frequent."""
        order = {"error": 0, "warning": 1, "info": 2}
        return sorted(self._groups.values(), key=lambda each: (order[each["severity"]], -each["count"], each["code"]))


def as_findings(groups: Sequence[dict[str, Any]]) -> list[Finding]:
    """The examples as findings."""
    return [
        Finding(group["code"], Severity(group["severity"]), each["path"], each["params"])
        for group in groups
        for each in group["examples"]
    ]
