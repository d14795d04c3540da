"""What redaction refuses: whatever it cannot place on the page it would leave readable, so it stops instead."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError


class BoxIsWrong(ArchiveError):
    code = "redaction.box_is_wrong"
    message = gettext_noop("A box to be covered on page %(page)s does not lie on the page: %(box)s.")
    hint = gettext_noop("Draw it again: boxes are fractions of the page, 0 to 1, with a width and a height above 0.")


class PassageHasNoPlace(ArchiveError):
    code = "redaction.passage_has_no_place"
    message = gettext_noop("Where characters %(start)s to %(end)s stand on page %(page)s is not known.")
    hint = gettext_noop("Draw a box around the passage, or withhold the whole page.")


class PassageIsOutside(ArchiveError):
    code = "redaction.passage_is_outside"
    message = gettext_noop("Page %(page)s has %(length)s characters; a passage from %(start)s to %(end)s is not in it.")
    hint = gettext_noop("The text was corrected after the decision: mark the passage again.")


class NothingToRedact(ArchiveError):
    code = "redaction.no_pages"
    message = gettext_noop("There are no pages to write.")
    hint = gettext_noop("Read the record's files first; a record without pages has no redacted copy.")
