"""What can be wrong with an OFD file or worth knowing about it: refusals and findings with their sentences."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Severity, declare


class OfdUnreadable(ArchiveError):
    """The file as a whole, or the page that was asked for, cannot be read. Every subclass is a finding code as well."""

    code = "ofd.unreadable"
    message = gettext_noop("The OFD file cannot be read.")
    hint = gettext_noop("The file is kept as it is. Ask its sender for an undamaged copy.")
    http_status = 422


class NotAnOfdPackage(OfdUnreadable):
    code = "ofd.not_a_package"
    message = gettext_noop("This is not an OFD package that can be opened: %(reason)s.")
    hint = gettext_noop("The file is kept as it is. Ask its sender for an undamaged copy.")


class OfdIsEncrypted(OfdUnreadable):
    code = "ofd.encrypted"
    message = gettext_noop("The OFD file is encrypted (%(part)s): nobody can read it without its key.")
    hint = gettext_noop("Archives take in unencrypted files only. Ask its sender to remove the encryption.")


class OfdIsTooLarge(OfdUnreadable):
    code = "ofd.too_large"
    message = gettext_noop(
        "%(part)s inside the OFD file is larger than %(limit)s when unpacked; reading stopped there."
    )
    hint = gettext_noop("Such a file is a mistake or an attack. The file is kept as it is; look at where it came from.")


class OfdPartIsMissing(OfdUnreadable):
    code = "ofd.part_missing"
    message = gettext_noop("The OFD file refers to %(part)s, which is not inside it.")
    hint = gettext_noop("What the missing part held is not shown. Ask its sender for a complete copy.")


class OfdPartIsDamaged(OfdUnreadable):
    code = "ofd.part_damaged"
    message = gettext_noop("%(part)s inside the OFD file is damaged: %(reason)s.")
    hint = gettext_noop("What can be read of it is shown. Compare with the sender's copy.")


class OfdHasNoPages(OfdUnreadable):
    code = "ofd.no_pages"
    message = gettext_noop("The OFD file holds no page.")
    hint = gettext_noop("The file is kept as it is. Ask its sender for a complete copy.")


class NoSuchPage(OfdUnreadable):
    code = "ofd.no_such_page"
    message = gettext_noop("The OFD file has %(count)s pages; there is no page %(number)s.")
    hint = gettext_noop("Ask for a page from 1 to %(count)s.")
    http_status = 404


for _refusal in (
    OfdUnreadable,
    NotAnOfdPackage,
    OfdIsEncrypted,
    OfdIsTooLarge,
    OfdPartIsMissing,
    OfdPartIsDamaged,
    OfdHasNoPages,
):
    declare(_refusal.code, _refusal.message, _refusal.hint)

FONT_UNREADABLE = declare(
    "ofd.font_unreadable",
    gettext_noop("The embedded font %(part)s cannot be read; its text is shown in a similar font."),
    gettext_noop("Nothing needs doing unless characters look wrong: then compare with another OFD reader."),
)
IMAGE_UNREADABLE = declare(
    "ofd.image_unreadable",
    gettext_noop("The picture %(part)s inside the OFD file cannot be shown: %(reason)s."),
    gettext_noop("Compare with another OFD reader; keep a converted copy if the picture matters."),
)
SEAL_UNREADABLE = declare(
    "ofd.seal_unreadable",
    gettext_noop("The seal of signature %(part)s has no picture that can be shown."),
    gettext_noop("The signature itself is kept. Look at the seal in the reader of the seal's maker."),
)
TOO_COMPLEX = declare(
    "ofd.too_complex",
    gettext_noop("Page %(page)s has more drawing instructions than a page can need; the rest of it is not shown."),
    gettext_noop("Look at where the file came from; open it in another OFD reader if it can be trusted."),
)
GLYPHS_WITHOUT_TEXT = declare(
    "ofd.glyphs_without_text",
    gettext_noop("Page %(page)s shows %(count)s characters that the file does not name; OCR reads the page instead."),
    gettext_noop("Nothing needs doing. Check the recognised text if the page matters."),
)
TEXT_UNUSABLE = declare(
    "ofd.text_unusable",
    gettext_noop("The text of page %(page)s is not what the page shows (%(reason)s); OCR reads the page instead."),
    gettext_noop("Nothing needs doing. Check the recognised text if the page matters."),
)
SIGNATURE = declare(
    "ofd.signature",
    gettext_noop("Signed: number %(number)s, %(time)s, by the product %(provider)s, covering %(parts)s parts."),
    gettext_noop("Nothing needs doing. The signature is kept with the file."),
)
SIGNED_PART_CHANGED = declare(
    "ofd.signed_part_changed",
    gettext_noop("%(part)s is not what signature %(number)s was made over: it was changed after signing."),
    gettext_noop("Ask the sender for the file as signed, or record that the signature no longer holds."),
)
ATTACHMENT = declare(
    "ofd.attachment",
    gettext_noop("An attachment travels inside the file: %(name)s, %(size)s bytes."),
    gettext_noop("Nothing needs doing. Take it in as a file of its own if it is part of the record."),
)
WATERMARK = declare(
    "ofd.watermark",
    gettext_noop("Page %(page)s carries the watermark “%(text)s”, which is not part of its text."),
    gettext_noop("Nothing needs doing."),
)

SEVERITIES: dict[str, Severity] = {
    OfdUnreadable.code: Severity.ERROR,
    NotAnOfdPackage.code: Severity.ERROR,
    OfdIsEncrypted.code: Severity.ERROR,
    OfdIsTooLarge.code: Severity.ERROR,
    OfdHasNoPages.code: Severity.ERROR,
    OfdPartIsMissing.code: Severity.WARNING,
    OfdPartIsDamaged.code: Severity.WARNING,
    FONT_UNREADABLE: Severity.WARNING,
    IMAGE_UNREADABLE: Severity.WARNING,
    SEAL_UNREADABLE: Severity.WARNING,
    TOO_COMPLEX: Severity.WARNING,
    GLYPHS_WITHOUT_TEXT: Severity.INFO,
    SIGNED_PART_CHANGED: Severity.WARNING,
    TEXT_UNUSABLE: Severity.INFO,
    SIGNATURE: Severity.INFO,
    ATTACHMENT: Severity.INFO,
    WATERMARK: Severity.INFO,
}
