"""What can be wrong with a package of any form. Codes of one form stand in that form's own `codes`."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.findings import declare

LINK = declare(
    "packages.link",
    gettext_noop("%(path)s is a link; it was not followed."),
    gettext_noop("Put the file itself into the package: a link means nothing on another machine."),
)
SPECIAL = declare(
    "packages.special_file",
    gettext_noop("%(path)s is not a file with content (a device, pipe or socket)."),
    gettext_noop("Remove it from the package."),
)
UNREADABLE = declare(
    "packages.unreadable",
    gettext_noop("%(path)s cannot be read: %(reason)s."),
    gettext_noop("Copy it again from its source. If the carrier is damaged, ask for another copy."),
)
NAME_ENCODING = declare(
    "packages.name_encoding",
    gettext_noop("The name of %(path)s is not UTF-8; it was read as GB18030."),
    gettext_noop("Check that the name reads right. The content is not touched."),
)
OUTSIDE = declare(
    "packages.outside",
    gettext_noop("%(source)s, line %(line)s, names a file outside the package: %(name)s. It was not looked at."),
    gettext_noop("Names in a package are relative to it. Ask who made the package how the name got there."),
)
MISSING = declare(
    "packages.file_missing",
    gettext_noop("%(source)s declares %(path)s, but it is not there."),
    gettext_noop("Ask for the file, or for a package that does not declare it."),
)
UNDECLARED = declare(
    "packages.file_undeclared",
    gettext_noop("%(path)s is there, but nothing in the package declares it."),
    gettext_noop("Ask whether it belongs to the transfer: then it needs an entry; else remove it."),
)
DIGEST_DIFFERS = declare(
    "packages.digest_differs",
    gettext_noop("The %(algorithm)s digest of %(path)s is %(found)s, but %(source)s says %(expected)s."),
    gettext_noop("The file is not the one that was declared. Ask for another copy and compare the two."),
)
SIZE_DIFFERS = declare(
    "packages.size_differs",
    gettext_noop("%(path)s has %(found)s bytes, but %(source)s says %(expected)s."),
    gettext_noop("The file was cut short or changed on its way. Ask for another copy."),
)
UNKNOWN_ALGORITHM = declare(
    "packages.unknown_algorithm",
    gettext_noop("Digests of the kind %(algorithm)s (%(source)s) cannot be computed here, so they were not checked."),
    gettext_noop("Ask for digests in SM3, SHA-256 or SHA-512."),
)
SPELT_ALIKE = declare(
    "packages.names_alike",
    gettext_noop("%(path)s and %(other)s differ only in capital letters or in how characters are composed."),
    gettext_noop("On some machines they are one file, and one of the two is lost. Rename one of them."),
)
SPELT_DIFFERENTLY = declare(
    "packages.name_spelt_differently",
    gettext_noop("%(source)s writes the name %(path)s with other code points than the file on disk."),
    gettext_noop("The file was found. Let the package be made again with names in Unicode normal form C."),
)
LEFTOVER = declare(
    "packages.leftover",
    gettext_noop("%(path)s is a leftover of an operating system or an office program."),
    gettext_noop("Remove it before the package is made; it is no part of the records."),
)
TOO_LONG_LINE = declare(
    "packages.line_too_long",
    gettext_noop("%(source)s, line %(line)s, is longer than any name and digest together; the line was passed over."),
    gettext_noop("The file is damaged or not what its name says. Ask for the package again."),
)
BAD_ENCODING = declare(
    "packages.bad_encoding",
    gettext_noop("%(source)s is not the %(encoding)s it is said to be; it was read as %(used)s."),
    gettext_noop("Check that the text reads right, and ask the maker to save the file in the encoding it names."),
)
LOST_CHARACTERS = declare(
    "packages.lost_characters",
    gettext_noop("%(source)s holds bytes that are no text in %(encoding)s; they were replaced by �."),
    gettext_noop("The file is damaged. Ask for another copy before its entries are used."),
)
DOCTYPE = declare(
    "packages.doctype",
    gettext_noop("%(source)s declares entities of its own; they were not read."),
    gettext_noop("Ask for a file without a DOCTYPE: entities can make a small file grow without end."),
)
NOT_XML = declare(
    "packages.not_xml",
    gettext_noop("%(source)s, line %(line)s, is not in order as XML: %(reason)s. What stands after it was not read."),
    gettext_noop("Open it in the program that made it and write it again."),
)
NOTHING_DECLARED = declare(
    "packages.nothing_declared",
    gettext_noop("This is a plain folder: nothing in it says which files belong to it or what they are."),
    gettext_noop("Take it in with a catalogue beside it, or ask for a transfer package or a bag."),
)
EMPTY = declare(
    "packages.empty",
    gettext_noop("There is no file in the package."),
    gettext_noop("Check that it was copied whole."),
)
