"""What can be wrong with a transfer package (档发〔2012〕7号, annex 2). In brackets: items of DA/T 70."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.findings import declare

NO_STATEMENT = declare(
    "transfer.no_statement",
    gettext_noop("There is no 说明文件.TXT in %(path)s."),
    gettext_noop("Each carrier needs one, beside the folder 电子档案 (GD-1-12). Ask the transferring unit for it."),
)
STATEMENT_TWICE = declare(
    "transfer.statement_twice",
    gettext_noop("There is more than one 说明文件.TXT: %(path)s and %(other)s. The first was read."),
    gettext_noop("Compare the two, and keep the right one."),
)
STATEMENT_TOO_LARGE = declare(
    "transfer.statement_too_large",
    gettext_noop("%(source)s is larger than any statement; it was read up to line %(line)s."),
    gettext_noop("Look at the file: it is damaged, or another file bears its name."),
)
FIELD_ABSENT = declare(
    "transfer.field_absent",
    gettext_noop("%(source)s does not give %(field)s."),
    gettext_noop("Ask the transferring unit to complete it (GD-1-12)."),
)
FIELD_TWICE = declare(
    "transfer.field_twice",
    gettext_noop("%(source)s gives %(field)s more than once: %(values)s."),
    gettext_noop("All values were kept. Ask which one holds."),
)
FIELD_UNKNOWN = declare(
    "transfer.field_unknown",
    gettext_noop("%(source)s has a field the annex does not know: %(field)s."),
    gettext_noop("It was kept under its own name. Nothing needs doing."),
)
LINE_UNREAD = declare(
    "transfer.line_unread",
    gettext_noop("Line %(line)s of %(source)s belongs to no field: %(text)s"),
    gettext_noop("Write it as a name, a colon and a value."),
)
NO_CATALOGUE = declare(
    "transfer.no_catalogue",
    gettext_noop("There is neither a 文件目录.XML nor a 案卷目录.XML in %(path)s."),
    gettext_noop("Without it nobody knows which records the files are (GD-1-12). Ask for it."),
)
WRONG_ROOT = declare(
    "transfer.wrong_root",
    gettext_noop("The root element of %(source)s is %(name)s instead of 文件目录 or 案卷目录."),
    gettext_noop("The entries were looked for all the same. Compare their number with the paper list."),
)
NOT_AN_ENTRY = declare(
    "transfer.not_an_entry",
    gettext_noop("%(source)s, line %(line)s, has an element %(name)s where an entry (文件 or 案卷) is expected."),
    gettext_noop("It was passed over. Ask the maker what it is."),
)
ENTRY_INCOMPLETE = declare(
    "transfer.entry_incomplete",
    gettext_noop("Entry %(number)s of %(source)s (line %(line)s) has no %(field)s."),
    gettext_noop("Ask the transferring unit to complete the entry (GD-2-4)."),
)
ENTRY_TOO_LARGE = declare(
    "transfer.entry_too_large",
    gettext_noop(
        "Entry %(number)s of %(source)s (line %(line)s) has more fields than any entry; the rest was left out."
    ),
    gettext_noop("The catalogue is damaged or not one. Open it in an editor and look at that line."),
)
LATE_FIELD = declare(
    "transfer.late_field",
    gettext_noop("Entry %(number)s of %(source)s gives %(field)s after the entries in it; the value was left out."),
    gettext_noop("Fields of a volume stand before its documents. Ask for a catalogue in that order."),
)
NO_ENTRIES = declare(
    "transfer.no_entries",
    gettext_noop("%(source)s has no entry."),
    gettext_noop("Ask for a catalogue of what is transferred."),
)
ORDER_BROKEN = declare(
    "transfer.order_broken",
    gettext_noop("Entry %(number)s of %(source)s has the number %(found)s where %(expected)s would follow."),
    gettext_noop("Look whether an entry is missing or there twice (GD-2-6)."),
)
CODE_TWICE = declare(
    "transfer.code_twice",
    gettext_noop("The reference code %(code)s is that of two entries: the second is entry %(number)s of %(source)s."),
    gettext_noop("Ask which entry is meant, and give the other its own code (GD-1-8)."),
)
RECORD_MISSING = declare(
    "transfer.record_missing",
    gettext_noop("Entry %(number)s of %(source)s names %(name)s, but there is no such file or folder."),
    gettext_noop("Ask for the file, or have the entry corrected (GD-1-11, GD-2-11)."),
)
RECORD_GUESSED = declare(
    "transfer.record_guessed",
    gettext_noop("Entry %(number)s of %(source)s writes %(name)s; what is there is %(path)s."),
    gettext_noop("Capital letters, blanks or the folder differ. Check that it is the file meant (GD-1-11)."),
)
RECORD_AMBIGUOUS = declare(
    "transfer.record_ambiguous",
    gettext_noop(
        "Entry %(number)s of %(source)s names %(name)s, and more than one file bears that name: %(path)s, %(other)s."
    ),
    gettext_noop("Write the folder into the name, so that it says which file is meant (GD-1-11)."),
)
COUNT_DIFFERS = declare(
    "transfer.count_differs",
    gettext_noop("%(source)s says %(expected)s %(unit)s, but the catalogue has %(found)s."),
    gettext_noop("Count again with the transferring unit before anything is signed (GD-2-1)."),
)
NO_RECORDS_FOLDER = declare(
    "transfer.no_records_folder",
    gettext_noop("There is no folder 电子档案 in %(path)s."),
    gettext_noop("The records belong into it (GD-1-13). Ask for a package in the layout of annex 2."),
)
STRAY = declare(
    "transfer.stray",
    gettext_noop("%(path)s lies where the annex foresees nothing."),
    gettext_noop("Records belong into 电子档案, rules and forms into 其他 (GD-1-13, GD-4-3)."),
)
OTHER_FORMAT = declare(
    "transfer.other_format",
    gettext_noop("%(path)s is neither TXT nor XML nor in a format for the long term."),
    gettext_noop("What lies in 其他 must be readable as long as the records are. Ask for it as PDF or text."),
)
NO_DIGESTS = declare(
    "transfer.no_digests",
    gettext_noop("There is no list of digests in %(path)s, so whether a file was changed cannot be told."),
    gettext_noop("Ask for a list in 其他 (GD-1-14), or compare with digests given another way."),
)
NOT_DIGESTED = declare(
    "transfer.not_digested",
    gettext_noop("%(path)s has no digest, though other files of the package have."),
    gettext_noop("Ask for a list of digests that is complete."),
)
BAD_DIGEST_LINE = declare(
    "transfer.bad_digest_line",
    gettext_noop("Line %(line)s of %(source)s is not a digest and a name."),
    gettext_noop("Ask for the list again; the line was passed over."),
)
CARRIER_NUMBER = declare(
    "transfer.carrier_number",
    gettext_noop("The carrier %(path)s calls itself %(found)s in its 说明文件.TXT."),
    gettext_noop("Folder and statement bear the carrier's number. Check that no two carriers were mixed up."),
)
CARRIER_TWICE = declare(
    "transfer.carrier_twice",
    gettext_noop("Two carriers call themselves %(number)s: %(path)s and %(other)s."),
    gettext_noop("Ask which is which before either is taken in."),
)
CARRIERS_MISSING = declare(
    "transfer.carriers_missing",
    gettext_noop("%(source)s speaks of %(expected)s carriers, but %(found)s are here."),
    gettext_noop("Ask for the carriers that are missing; the transfer is not whole."),
)
