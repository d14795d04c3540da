"""What of an event is shown to who reads the chain but no archives: identifiers, codes, numbers, reasons; never texts.

Events hold no title and no text of a record (a test performs every act and looks). What else somebody may have typed
(names searched for, titles of fonds files, names of packages) is counted here, not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import ngettext

SHOWN = frozenset(
    {
        "address", "batch", "carried", "change", "checkpoint", "code", "count", "created", "entry", "expires", "fields",
        "first", "fonds", "format", "from", "held", "how", "import", "institution", "key", "kind", "last", "level",
        "load", "part", "paused", "reason", "records", "restored", "role", "row", "scheme", "sha512", "sheet", "state",
        "stayed", "to", "token", "transfer", "undone", "unit", "units", "user", "username", "version",
    }
)  # fmt: skip


def shown_data(data: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """(key, words, whether they are withheld), in the order of the keys."""
    for key in sorted(data):
        value = data[key]
        if key in SHOWN or value is None or isinstance(value, bool | int | float):
            yield key, _words(value), False
        else:
            yield key, _counted(value), True


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_words(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(each)}" for key, each in sorted(value.items()))
    if value is None:
        return "—"
    return ("✓" if value else "✗") if isinstance(value, bool) else str(value)


def _counted(value: Any) -> str:
    length = len(value) if isinstance(value, str | list | dict) else 0
    return ngettext("%(count)s character or part", "%(count)s characters or parts", length) % {"count": length}
