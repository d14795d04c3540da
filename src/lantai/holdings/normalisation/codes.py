"""Why a file has no copy: the codes of findings, with sentence and remedy. The original stays in any case."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.findings import declare

TOO_LARGE = declare(
    "convert.too_large",
    gettext_noop("The original has %(megabytes)s MB; conversion is allowed up to %(most)s MB."),
    gettext_noop("Raise most_megabytes in the policy of formats, or convert the file by hand."),
)
ORIGINAL_MISSING = declare(
    "convert.original_missing",
    gettext_noop("The original could not be read from storage: %(reason)s"),
    gettext_noop("Check the fixity of the storage; when the original is whole again, try again."),
)
TOOL_MISSING = declare(
    "convert.tool_missing",
    gettext_noop("%(tool)s is not installed."),
    gettext_noop("Install it (%(install)s) and try again."),
)
TIMED_OUT = declare(
    "convert.timed_out",
    gettext_noop("%(tool)s did not end within %(seconds)s seconds and was stopped."),
    gettext_noop("Look whether the file opens by hand; if it does, raise seconds in the policy of formats."),
)
FAILED = declare(
    "convert.failed",
    gettext_noop("%(tool)s could not convert the file: %(reason)s"),
    gettext_noop("Open the original by hand: it may be damaged or locked. The original is kept as it is."),
)
FONT_ABSENT = declare(
    "convert.font_absent",
    gettext_noop("The original does not contain its fonts (%(fonts)s): a copy would show other shapes."),
    gettext_noop("A person decides: print it to PDF/A where the fonts are installed, or keep the original only."),
)
NO_GLYPH = declare(
    "convert.no_glyph",
    gettext_noop("No installed font has %(number)s of the characters (%(characters)s): a copy would show boxes."),
    gettext_noop("Install fonts that have these characters and try again."),
)
PAGES_DIFFER = declare(
    "convert.pages_differ",
    gettext_noop("The copy has %(copy)s pages, the original %(original)s: the copy was not kept."),
    gettext_noop("Compare both by hand; the original is kept as it is."),
)
TEXT_LOST = declare(
    "convert.text_lost",
    gettext_noop("Of the text %(percent)s percent are in the copy, %(wanted)s are asked for: the copy was not kept."),
    gettext_noop("Narrow cells cut their text. Convert it by hand, or lower text_kept in the policy of formats."),
)
NOT_PDFA = declare(
    "convert.not_pdfa",
    gettext_noop("The copy breaks rules of PDF/A-2b (ISO 19005-2 %(clauses)s): it was not kept."),
    gettext_noop("Look at the rules in the guide on formats; a person may make the copy with another program."),
)
NOT_OFD = declare(
    "convert.not_ofd",
    gettext_noop("The copy cannot be read as OFD (GB/T 33190) without remarks: %(reason)s It was not kept."),
    gettext_noop("Look at the original by hand: a page of it may be damaged. It is kept as it is."),
)
NOT_RECOGNISED = declare(
    "convert.not_recognised",
    gettext_noop("%(waiting)s of its pages wait for recognition: the copy would hold no text of them."),
    gettext_noop("Let recognition finish, then try again what failed."),
)
NOT_CHECKED = declare(
    "convert.not_checked",
    gettext_noop("The copy could not be checked (%(reason)s): it was not kept."),
    gettext_noop("Try again; if it fails again, look at the file by hand."),
)
NOT_STORED = declare(
    "convert.not_stored",
    gettext_noop("The copy could not be put into storage: %(reason)s"),
    gettext_noop("Check the fixity of the storage, then try again."),
)
