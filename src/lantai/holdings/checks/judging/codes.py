"""What the checks themselves find, and why an item could not be looked at."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Severity, declare

TOLD = Severity.INFO
"""Said, and no fault of the package."""

# ── why an item has no result of its own ──

DISABLED = declare(
    "checks.disabled",
    gettext_noop("The number is kept; nothing is checked, because the item's name was not at hand."),
    gettext_noop("Whoever holds DA/T 70-2018 completes the list of items."),
)
LEFT_OUT = declare(
    "checks.left_out",
    gettext_noop("The scheme leaves this item out."),
    gettext_noop("Choose another scheme, or change this one, if it is wanted."),
)
NO_DATABASE = declare(
    "checks.no_database",
    gettext_noop("There is no catalogue database here: this item is looked at when the archive runs the check."),
    gettext_noop("Nothing needs doing."),
)
NO_DIGESTS = declare(
    "checks.no_digests",
    gettext_noop("The package bears no digests and no signatures, so nothing shows whether it was changed."),
    gettext_noop(
        "Ask for a package with a list of digests (SM3 or SHA-256), or compare with digests given another way."
    ),
)
NOTHING_REGISTERED = declare(
    "checks.nothing_registered",
    gettext_noop("Nothing is registered to compare with."),
    gettext_noop("Enter number, size or digest of the register form with the transfer, and check again."),
)
NO_ENTRIES = declare(
    "checks.no_entries",
    gettext_noop("The package describes no units, so there are no metadata to look at."),
    gettext_noop("Ask for a package with a catalogue, or check the list beside it when it is imported."),
)
NOT_IN_SCHEME = declare(
    "checks.not_in_scheme",
    gettext_noop("The scheme asks for nothing of this kind."),
    gettext_noop("Nothing needs doing."),
)
NO_FORM = declare(
    "checks.no_form",
    gettext_noop("This is a plain folder: it declares nothing that could be compared."),
    gettext_noop("Ask for a transfer package, a bag or a sealed package."),
)
NO_FILES = declare(
    "checks.no_files",
    gettext_noop("There is no file with content in the package."),
    gettext_noop("Check that it was copied whole."),
)
ASK = declare(
    "checks.ask",
    gettext_noop("A person must look and answer."),
    gettext_noop("Answer on the page of the run, with a note of what was looked at."),
)
ASK_EVENTS = declare(
    "checks.ask_events",
    gettext_noop("The package names %(found)s events of processing. A person must look whether none is missing."),
    gettext_noop("Answer on the page of the run, with a note of what was looked at."),
)
ASK_ANNEXES = declare(
    "checks.ask_annexes",
    gettext_noop(
        "Lists of annexes were found in the text of %(found)s files. A person must look whether all are there."
    ),
    gettext_noop("Answer on the page of the run, with a note of what was looked at."),
)
ASK_SCOPE = declare(
    "checks.ask_scope",
    gettext_noop("There are %(volumes)s volumes and %(found)s items. A person must compare them with the schedule."),
    gettext_noop("Answer on the page of the run, with a note of what was looked at."),
)
ASK_ENVIRONMENT = declare(
    "checks.ask_environment",
    gettext_noop("Said of software and hardware: “%(found)s”. A person must say whether the archive has it."),
    gettext_noop("Answer on the page of the run, with a note of what was looked at."),
)
NO_SCANNER = declare(
    "checks.no_scanner",
    gettext_noop("No virus scanner is connected, so nothing was looked for."),
    gettext_noop("Connect clamd (LANTAI_CLAMD), or scan by other means and answer with a note."),
)
SCANNER_SILENT = declare(
    "checks.scanner_silent",
    gettext_noop("The virus scanner at %(address)s does not answer: %(reason)s."),
    gettext_noop("Look at the scanner's service and at LANTAI_CLAMD, then check again."),
)
SCANNER_STALE = declare(
    "checks.scanner_stale",
    gettext_noop("The virus signatures are of %(date)s, older than the %(days)s days the scheme allows."),
    gettext_noop("Bring the signatures up to date, then check again."),
)
SCANNER_READY = declare(
    "checks.scanner_ready",
    gettext_noop("%(version)s, signatures of %(date)s."),
    gettext_noop("Nothing needs doing."),
)

ON_LINE = declare(
    "checks.on_line",
    gettext_noop("Objects lie in the storage of this installation, not on carriers that are handed round."),
    gettext_noop("Discs and tapes that are kept besides are looked at by the rules for carriers."),
)
ASK_PROCESS = declare(
    "checks.ask_process",
    gettext_noop("The audit chain was last verified on %(date)s, with %(found)s findings. A person attests the rest."),
    gettext_noop("Answer on the page of the run, with a note of what was looked at."),
)
NO_SECOND_PLACE = declare(
    "checks.no_second_place",
    gettext_noop("No second place of copies is set here: only a person knows whether there are backups elsewhere."),
    gettext_noop("Set LANTAI_REPLICAS, or answer with a note of which backups were looked at."),
)
KEPT_UNREAD = declare(
    "checks.kept_unread",
    gettext_noop("%(entry)s was last read by fixity on %(date)s, longer ago than the archive's schedule allows."),
    gettext_noop("Let fixity read what is due, then check again."),
)

# ── what is found ──

PDF_SIGNATURE_CHANGED = declare(
    "checks.pdf_signature_changed",
    gettext_noop("Signature %(number)s of %(path)s does not fit: what it covers was changed after signing."),
    gettext_noop("Ask the sender for the file as signed, or record that the signature no longer holds."),
)
PDF_SIGNATURE_UNREAD = declare(
    "checks.pdf_signature_unread",
    gettext_noop("Signature %(number)s of %(path)s is of a form that cannot be verified here."),
    gettext_noop("Have it verified with the program of its maker, and note the result."),
)
PDF_SIGNATURE_OLD = declare(
    "checks.pdf_signature_old",
    gettext_noop("Signature %(number)s of %(path)s (%(found)s) fits, but by a method that proves nothing any more."),
    gettext_noop("Nothing needs doing. Other evidence has to stand beside it."),
)
PDF_STAMP_DOUBTFUL = declare(
    "checks.pdf_stamp_doubtful",
    gettext_noop("The time stamp of signature %(number)s of %(path)s does not fit or cannot be read."),
    gettext_noop("Have it verified with the program of its maker, and note the result."),
)
PDF_ADDED_BEHIND = declare(
    "checks.pdf_added_behind",
    gettext_noop("%(found)s bytes stand in %(path)s behind what its last signature covers."),
    gettext_noop("Compare with the file as signed: nobody has signed what was added."),
)
PDF_SIGNED = declare(
    "checks.pdf_signed",
    gettext_noop("%(path)s is as %(found)s signed it."),
    gettext_noop("Nothing needs doing. Whether the signer is to be trusted is for a person."),
)
SEAL_NOT_VERIFIED = declare(
    "checks.seal_not_verified",
    gettext_noop("What the seals of %(path)s cover is unchanged; the seals' own signatures are not verified here."),
    gettext_noop("Have the seals verified with the reader of their maker, and note the result."),
)
NOT_PDFA = declare(
    "checks.not_pdfa",
    gettext_noop("%(path)s calls itself PDF/A (%(found)s) and is not: %(reason)s"),
    gettext_noop("Ask for a file that is, or make a checked PDF/A copy beside it."),
)
PDFA_UNJUDGED = declare(
    "checks.pdfa_unjudged",
    gettext_noop("%(path)s calls itself PDF/A (%(found)s); whether it is could not be judged here."),
    gettext_noop("Have it judged by a checker of that part of the standard."),
)
CODE_OTHER_SCHEME = declare(
    "checks.code_other_scheme",
    gettext_noop("The code “%(found)s” is not built by %(expected)s, by which the fonds numbers these."),
    gettext_noop("Ask the transferring unit to number by the scheme of the fonds, or set a rule that allows it."),
)
OUTSIDE_LIFE = declare(
    "checks.outside_life",
    gettext_noop("%(entry)s is of %(found)s, but “%(creator)s” existed %(expected)s."),
    gettext_noop("Look at the document and correct creator or date, or complete the authority's years."),
)
KEPT_ALTERED = declare(
    "checks.kept_altered",
    gettext_noop("Fixity found that %(path)s of %(entry)s is not as it was stored (%(found)s)."),
    gettext_noop("Repair it from a second copy on the page of fixity."),
)
KEPT_LACKS = declare(
    "checks.kept_lacks",
    gettext_noop("%(path)s of %(entry)s is not whole in storage (%(found)s)."),
    gettext_noop("Repair it from a second copy on the page of fixity."),
)
OBJECT_GONE = declare(
    "checks.object_gone",
    gettext_noop("The object of %(entry)s does not lie at %(path)s."),
    gettext_noop("Run fixity over this object and repair it from a second copy."),
)
OBJECT_CHANGED = declare(
    "checks.object_changed",
    gettext_noop("The inventory of %(entry)s is not the one the database knows: %(found)s."),
    gettext_noop("Run fixity over this object and repair it from a second copy."),
)
METADATA_UNREADABLE = declare(
    "checks.metadata_unreadable",
    gettext_noop("%(path)s in the object of %(entry)s cannot be read: %(reason)s"),
    gettext_noop("Run fixity over this object and repair it from a second copy."),
)
COPY_LACKS = declare(
    "checks.copy_lacks",
    gettext_noop("%(place)s has no copy of the present version of %(entry)s."),
    gettext_noop("Let the worker copy what is new, or order it on the page of fixity."),
)
COPY_DAMAGED = declare(
    "checks.copy_damaged",
    gettext_noop("The copy of %(entry)s at %(place)s was damaged when it was last read."),
    gettext_noop("Repair the copy on the page of fixity."),
)
FORMAT_NOW_OTHER = declare(
    "checks.format_now_other",
    gettext_noop("%(path)s is now identified as %(found)s; when it was taken in it was %(expected)s."),
    gettext_noop("Look whether the identification has become better, or the file has changed."),
)
FORMAT_AT_RISK = declare(
    "checks.format_at_risk",
    gettext_noop("%(path)s is %(found)s: at risk by the policy of formats, and without a copy in a lasting format."),
    gettext_noop("Make the copies the policy wants on the page of formats."),
)

TOO_LONG = declare(
    "checks.too_long",
    gettext_noop("%(field)s of %(entry)s has %(found)s characters; at most %(limit)s are allowed."),
    gettext_noop("Ask the transferring unit to shorten it, or change the scheme."),
)
TOO_SHORT = declare(
    "checks.too_short",
    gettext_noop("%(field)s of %(entry)s has %(found)s characters; at least %(limit)s are expected."),
    gettext_noop("Ask the transferring unit to complete it."),
)
WRONG_TYPE = declare(
    "checks.wrong_type",
    gettext_noop("%(field)s of %(entry)s is “%(found)s”, which is no %(kind)s."),
    gettext_noop("Ask the transferring unit to correct it."),
)
NOT_IN_LIST = declare(
    "checks.not_in_list",
    gettext_noop("%(field)s of %(entry)s is “%(found)s”, which is not in the list of values."),
    gettext_noop("Ask the transferring unit to use a value of the list, or add the value to the scheme."),
)
IMPOSSIBLE_DATE = declare(
    "checks.impossible_date",
    gettext_noop("%(field)s of %(entry)s is “%(found)s”: there is no such day."),
    gettext_noop("Look at the document and correct the date."),
)
FUTURE_DATE = declare(
    "checks.future_date",
    gettext_noop("%(field)s of %(entry)s is “%(found)s”, which is still to come."),
    gettext_noop("Look at the document and correct the date."),
)
YEAR_DIFFERS = declare(
    "checks.year_differs",
    gettext_noop("The year of %(entry)s is %(found)s, but its date is %(expected)s."),
    gettext_noop("Ask the transferring unit which is right."),
)
NO_PAGES_SAID = declare(
    "checks.no_pages_said",
    gettext_noop("%(field)s of %(entry)s is %(found)s: a document has at least one page."),
    gettext_noop("Count the pages and correct the entry."),
)
SPECIAL_CHARACTER = declare(
    "checks.special_character",
    gettext_noop("%(field)s of %(entry)s holds %(found)s."),
    gettext_noop(
        "Ask the transferring unit to write the value anew, with characters of Unicode instead of private ones."
    ),
)
CODE_MALFORMED = declare(
    "checks.code_malformed",
    gettext_noop("The reference code “%(found)s” of entry %(number)s has none of the structures the scheme allows."),
    gettext_noop("Ask the transferring unit for codes by DA/T 13 or DA/T 22."),
)
CODE_DIFFERS = declare(
    "checks.code_differs",
    gettext_noop("The reference code %(entry)s says %(found)s, but %(field)s is %(expected)s."),
    gettext_noop("Ask the transferring unit which is right."),
)
TWICE = declare(
    "checks.twice",
    gettext_noop("%(field)s of %(entry)s is “%(found)s”, like that of entry %(other)s."),
    gettext_noop("Ask which entry is meant, and give the other a value of its own."),
)
ALIKE = declare(
    "checks.alike",
    gettext_noop("%(entry)s is like entry %(other)s in %(field)s."),
    gettext_noop("Look whether one document was entered twice."),
)
IN_ARCHIVE = declare(
    "checks.in_archive",
    gettext_noop("A record with the reference code %(entry)s is in the archive already."),
    gettext_noop("Look whether it was transferred before, or whether the code belongs to another document."),
)
FILE_DIFFERS = declare(
    "checks.file_differs",
    gettext_noop("%(path)s: %(field)s is %(found)s, but its description says %(expected)s."),
    gettext_noop("Ask the transferring unit for the file that was described, or for a description of this one."),
)
WITHOUT_FILE = declare(
    "checks.without_file",
    gettext_noop("%(entry)s names no file."),
    gettext_noop("Ask for the file, or for an entry that names it."),
)
PACKAGE_CHANGED = declare(
    "checks.package_changed",
    gettext_noop("The package is not the one that was registered: its digest is %(found)s instead of %(expected)s."),
    gettext_noop("Ask for the package again, or for the digest of this one."),
)
UNITS_DIFFER = declare(
    "checks.units_differ",
    gettext_noop("%(expected)s units are registered, %(found)s are here."),
    gettext_noop("Count again with the transferring unit before anything is signed."),
)
SIZE_DIFFERS = declare(
    "checks.size_differs",
    gettext_noop("%(expected)s are registered, %(found)s are here."),
    gettext_noop("Compare the list of files with the transferring unit before anything is signed."),
)
SIZE_UNREAD = declare(
    "checks.size_unread",
    gettext_noop("“%(found)s” is no amount of data that could be read."),
    gettext_noop("Enter the size of the register form with the transfer."),
)
FIELD_NOWHERE = declare(
    "checks.field_nowhere",
    gettext_noop("No entry has the element %(field)s."),
    gettext_noop("Ask the transferring unit for a catalogue with this element."),
)
FIELD_EMPTY = declare(
    "checks.field_empty",
    gettext_noop("%(field)s of %(entry)s is empty or says nothing (“%(found)s”)."),
    gettext_noop("Ask the transferring unit to complete it."),
)
GAP = declare(
    "checks.gap",
    gettext_noop("Behind %(entry)s the numbers %(found)s are missing."),
    gettext_noop("Ask whether they are kept back, and have the reason written down."),
)
PAGES_DIFFER = declare(
    "checks.pages_differ",
    gettext_noop("%(entry)s is said to have %(expected)s pages; its files have %(found)s."),
    gettext_noop("Compare with the document: pages are missing, or sheets were counted."),
)
ENTRY_LACKS = declare(
    "checks.entry_lacks",
    gettext_noop("Entry %(number)s of %(source)s has no %(field)s, which the form of the package asks for."),
    gettext_noop("Ask the transferring unit for a catalogue with it."),
)
FORMAT_NOT_ALLOWED = declare(
    "checks.format_not_allowed",
    gettext_noop("%(path)s is %(found)s, a format the scheme does not allow."),
    gettext_noop("Ask for it in one of the formats agreed on, or add the format to the scheme."),
)
FORMAT_NOT_LASTING = declare(
    "checks.format_not_lasting",
    gettext_noop("%(path)s is %(found)s, which the scheme does not count among the formats for the long term."),
    gettext_noop("Plan its conversion, to PDF/A or OFD for instance, and keep the original."),
)
ILLEGIBLE = declare(
    "checks.illegible",
    gettext_noop("The text of %(path)s cannot be made out (%(reason)s)."),
    gettext_noop("Open the file. If it is garbled there too, ask for another copy."),
)
ARCHIVE_INSIDE = declare(
    "checks.archive_inside",
    gettext_noop("%(path)s is an archive file (%(found)s) inside the package."),
    gettext_noop("Ask for its content as files of their own."),
)
ANNEXES_LISTED = declare(
    "checks.annexes_listed",
    gettext_noop("%(path)s lists %(expected)s annexes; %(entry)s has %(found)s files."),
    gettext_noop("See whether the annexes are in one of the files."),
)
INFECTED = declare(
    "checks.infected",
    gettext_noop("%(path)s holds %(found)s."),
    gettext_noop("Keep the carrier apart, tell the transferring unit, and ask for a clean package."),
)
NOT_SCANNED = declare(
    "checks.not_scanned",
    gettext_noop("%(path)s could not be scanned: %(reason)s."),
    gettext_noop("Scan it by other means, or raise the limits of the scanner, then check again."),
)
