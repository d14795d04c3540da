"""Everything that can be wrong with a file or an archive, in one light module: stored findings need their sentences.

A process that only shows findings imports this and no library that opens files.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.findings import declare

ENCRYPTED = declare(
    "file.encrypted",
    gettext_noop("The file is protected with a password, so nothing in it can be read."),
    gettext_noop("Ask the office that sent it for a copy without a password and replace the file."),
)
TRUNCATED = declare(
    "file.truncated",
    gettext_noop("The file ends before its content does: %(detail)s"),
    gettext_noop("Copy the file again from its source and compare the sizes."),
)
EMPTY = declare(
    "file.empty",
    gettext_noop("The file holds no bytes."),
    gettext_noop("Find the original; if there is none, describe the record without it."),
)
DAMAGED = declare(
    "file.damaged",
    gettext_noop("The content is not in order: %(detail)s"),
    gettext_noop(
        "Open it in the program that made it. If it opens, save it again or as PDF; if not, find another copy."
    ),
)
NOT_A_TABLE = declare(
    "file.not_a_table",
    gettext_noop("This is no list: it is neither a workbook nor text."),
    gettext_noop("Save it as a workbook (.xlsx) or as CSV in the program that made it, and send it again."),
)
MEMO_APART = declare(
    "file.memo_apart",
    gettext_noop("This database file keeps long texts in a second file (.fpt or .dbt), which did not come with it."),
    gettext_noop(
        "Lay it beside this file, under the same name, and take both in as a folder or import them by command; or save"
        " it as a workbook (.xlsx) in WPS or Excel, and send that."
    ),
)
EMPTY_TABLE = declare(
    "file.empty_table",
    gettext_noop("There is no text in this list."),
    gettext_noop("Look whether it is the right file; a list that is meant to be empty need not be sent."),
)
UNKNOWN_FORMAT = declare(
    "file.unknown_format",
    gettext_noop("No known format fits the content of this file."),
    gettext_noop("It is kept as it is. Ask where it comes from; add a PDF or text version if it is to be searched."),
)
NO_READER = declare(
    "file.no_reader",
    gettext_noop("The format %(format)s is known but its text cannot be read here."),
    gettext_noop("It is kept as it is. Add a version as PDF/A, OFD or plain text if it is to be searched."),
)
TOO_LARGE = declare(
    "file.too_large",
    gettext_noop("The content is larger than the limit: %(detail)s"),
    gettext_noop(
        "If the file is genuine, divide it or ask the administrator to raise the limit; otherwise leave it out."
    ),
)
CUT_SHORT = declare(
    "file.cut_short",
    gettext_noop("Only the first part was read: %(detail)s"),
    gettext_noop("The file is kept whole. Divide it if the rest is to be searched too."),
)
NOT_SET = declare(
    "print.not_set",
    gettext_noop("The template of a printed form could not be set: %(detail)s"),
    gettext_noop("Restore the template from the release, or look at what was changed in the form."),
)
NO_TEXT = declare(
    "file.no_text",
    gettext_noop("The file was read but holds no text."),
    gettext_noop("Nothing needs doing if that is right; otherwise add a version with text."),
)
NO_PAGES = declare(
    "file.no_pages",
    gettext_noop("The document has no pages."),
    gettext_noop("Open it in the program that made it and save it again; if it is empty there too, find another copy."),
)
LOST_CHARACTERS = declare(
    "file.lost_characters",
    gettext_noop("%(count)s places hold the marks of characters destroyed by an earlier conversion (such as 锟斤拷)."),
    gettext_noop("The characters are gone from this file. Find an earlier copy, or correct the text by hand."),
)
ENCODING_DOUBTFUL = declare(
    "file.encoding_doubtful",
    gettext_noop("The encoding of the text is uncertain; it was read as %(encoding)s."),
    gettext_noop("Compare the text with the original and save the file as UTF-8 if it is wrong."),
)
TOOL_MISSING = declare(
    "file.tool_missing",
    gettext_noop("Reading this kind of file needs %(tool)s, which is not installed."),
    gettext_noop("Install it (%(install)s) and read the file again."),
)
TEXT_LAYER_UNUSABLE = declare(
    "file.text_layer_unusable",
    gettext_noop("The text layer of %(count)s pages (first: %(page)s) does not say what the pages show (%(reason)s)."),
    gettext_noop("Nothing needs doing: these pages are recognised from their image instead."),
)
PAGE_DAMAGED = declare(
    "file.page_damaged",
    gettext_noop("%(count)s pages (first: %(page)s) cannot be opened."),
    gettext_noop(
        "The other pages were read. Compare the file with its original and replace it if pages are missing there."
    ),
)
NO_PAGE_IMAGE = declare(
    "file.no_page_image",
    gettext_noop("There is no picture of page %(number)s: %(detail)s"),
    gettext_noop("Read the text of the page instead, or open the file itself."),
)
NO_PYRAMID = declare(
    "file.no_pyramid",
    gettext_noop("The picture cannot be prepared for the viewer: %(detail)s"),
    gettext_noop("Open the file itself, or send it again if it is damaged."),
)
TOOK_TOO_LONG = declare(
    "file.took_too_long",
    gettext_noop("Reading was stopped after %(seconds)s seconds."),
    gettext_noop("The file is kept as it is. Open it by hand; if it is in order, divide it or raise the time limit."),
)
TOO_MUCH_MEMORY = declare(
    "file.too_much_memory",
    gettext_noop("Reading was stopped because it needed more than %(megabytes)s MB of memory."),
    gettext_noop("The file is kept as it is. Open it by hand; if it is in order, divide it or raise the memory limit."),
)
READER_CRASHED = declare(
    "file.reader_crashed",
    gettext_noop("The program that reads this kind of file crashed (%(signal)s)."),
    gettext_noop("The file is kept as it is. Open it by hand and save it again, or add a PDF version."),
)
NOT_OPENED = declare(
    "archive.not_opened",
    gettext_noop("The archive cannot be opened: %(detail)s"),
    gettext_noop("Copy it again from its source, or unpack it there and send the files in a folder or a zip."),
)
UNSAFE_PATH = declare(
    "archive.unsafe_path",
    gettext_noop("The entry points outside the archive (%(name)s), so it was left out."),
    gettext_noop("Such a name is a mistake or an attack. Ask the sender to pack the folder again."),
)
ABSOLUTE_PATH = declare(
    "archive.absolute_path",
    gettext_noop("The entry has an absolute path (%(name)s); it was unpacked below the target folder instead."),
    gettext_noop("Nothing is lost. Check that it lies where it belongs."),
)
SPECIAL = declare(
    "archive.special_entry",
    gettext_noop("The entry is a link, a pipe or a device, not a file, so it was left out."),
    gettext_noop("If the content it stands for is needed, ask the sender to pack the file itself."),
)
ENCRYPTED_ENTRY = declare(
    "archive.encrypted_entry",
    gettext_noop("The entry is protected with a password, so it was left out."),
    gettext_noop("Ask the sender for an archive without a password."),
)
DAMAGED_ENTRY = declare(
    "archive.damaged_entry",
    gettext_noop("The entry cannot be unpacked whole (%(detail)s), so it was left out."),
    gettext_noop("Copy the archive again from its source and compare the sizes."),
)
BOMB = declare(
    "archive.bomb",
    gettext_noop("Unpacking was stopped: %(detail)s"),
    gettext_noop("This looks like an archive made to fill the disk. If it is genuine, unpack it and give the folder."),
)
BOMB_ENTRIES = declare(
    "archive.bomb_entries",
    gettext_noop(
        "%(count)s entries (first: %(name)s) would grow from %(packed)s to %(size)s bytes, so they were left out."
    ),
    gettext_noop("This looks like an archive made to fill the disk. If it is genuine, unpack it and give the folder."),
)
OVERLAPPING_ENTRIES = declare(
    "archive.overlapping_entries",
    gettext_noop("%(count)s entries (first: %(name)s) share their bytes with others, so they were left out."),
    gettext_noop("Such an archive is made on purpose to grow without end. Ask its sender for the files themselves."),
)
DUPLICATE_NAME = declare(
    "archive.duplicate_name",
    gettext_noop("The archive holds this name more than once; this one was unpacked as %(new)s."),
    gettext_noop("Compare the two files and keep the right one."),
)
SIMILAR_NAME = declare(
    "archive.similar_name",
    gettext_noop("The name differs from %(other)s only in capitals or in how its characters are composed."),
    gettext_noop("Both files were unpacked. Rename one: some systems take them for one file."),
)
NAME_TOO_LONG = declare(
    "archive.name_too_long",
    gettext_noop("The name is longer than 255 bytes; the file was unpacked as %(new)s."),
    gettext_noop("Nothing is lost. The full name stands in this finding; shorten it at the source."),
)
AWKWARD_NAME = declare(
    "archive.awkward_name",
    gettext_noop("The name cannot be used on Windows: %(reason)s."),
    gettext_noop("The file was unpacked. Rename it before it is handed to others."),
)
GUESSED_NAMES = declare(
    "archive.guessed_names",
    gettext_noop("The archive does not say how its names are encoded; they were read as %(encoding)s."),
    gettext_noop("Look at a few names. If they are wrong, pack the folder again with a current program."),
)
NESTED = declare(
    "archive.nested",
    gettext_noop("The entry is itself an archive; it was kept as a file and not opened."),
    gettext_noop("If its content belongs to this transfer, unpack it and take it in as a folder."),
)
EXTENSION_MISMATCH = declare(
    "file.extension_mismatch",
    gettext_noop("%(name)s is named .%(extension)s but its content is %(format)s (expected: %(expected)s)."),
    gettext_noop(
        "Nothing is lost: it was read by its content. Rename it at the source if it is to be opened elsewhere."
    ),
)


def declare_all() -> None:
    """Declare also what the OFD reader says, which takes a second to load: for pages that show stored findings."""
    import lantai.engines.formats.ofd.problems  # noqa: F401
