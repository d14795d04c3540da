"""Names of uploaded files: relative, in one spelling, leading nowhere else. Browsers and people send anything."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError

LONGEST_PART, LONGEST = 255, 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DRIVE = re.compile(r"[A-Za-z]:")


class FileNameRefused(ArchiveError):
    code = "transfers.file_name_refused"
    message = gettext_noop("“%(name)s” cannot be the name of a file in a package.")
    hint = gettext_noop("Names are relative, without “..” and control characters, at most 255 bytes a part.")
    http_status = 422


def clean_name(given: str) -> str:
    """The name in normal form C with slashes. Raises `FileNameRefused`."""
    name = unicodedata.normalize("NFC", given.replace("\\", "/"))
    parts = name.split("/")
    try:
        too_long = len(name) > LONGEST or any(len(part.encode()) > LONGEST_PART for part in parts)
    except UnicodeEncodeError:  # half a surrogate pair
        too_long = True
    strange = _CONTROL.search(name) or _DRIVE.match(name) or any(part.strip() in {"", ".", ".."} for part in parts)
    if too_long or strange:
        raise FileNameRefused(
            name=ascii(given[:120])[1:-1] if too_long or (strange and not given.isprintable()) else given
        )
    return name


def ancestors(name: str) -> list[str]:
    """The folders above a file: none of them may be a file itself."""
    parts = name.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]
