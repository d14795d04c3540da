"""What can be wrong with a bag. Clauses are those of RFC 8493."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.findings import declare

_MAKER = gettext_noop("Whoever made the bag must correct it; the files themselves may be whole.")

NO_DECLARATION = declare(
    "bag.no_declaration",
    gettext_noop("There is no bagit.txt, so this is no bag (RFC 8493, 2.1.1)."),
    gettext_noop("Ask for the bag again; perhaps it was copied without it."),
)
BAD_DECLARATION = declare(
    "bag.bad_declaration",
    gettext_noop("bagit.txt is not as RFC 8493, 2.1.1, wants it: %(detail)s"),
    _MAKER,
)
UNKNOWN_VERSION = declare(
    "bag.unknown_version",
    gettext_noop("bagit.txt declares the version “%(version)s”, which is not known."),
    gettext_noop("Known are 0.93 to 0.97 and 1.0. The bag was judged as 1.0."),
)
UNKNOWN_ENCODING = declare(
    "bag.unknown_encoding",
    gettext_noop("bagit.txt declares the encoding “%(encoding)s”, which is not known."),
    gettext_noop("The bytes themselves decided how the tag files were read. Ask for a bag in UTF-8."),
)
NO_PAYLOAD = declare(
    "bag.no_payload",
    gettext_noop("There is no folder data in the bag (2.1.2)."),
    gettext_noop("Ask for the bag again; its content is not here."),
)
NO_MANIFEST = declare(
    "bag.no_manifest",
    gettext_noop("There is no manifest of the payload in the bag (2.1.3)."),
    _MAKER,
)
BAD_LINE = declare(
    "bag.bad_line",
    gettext_noop("%(source)s, line %(line)s, is not as it should be: %(text)s"),
    _MAKER,
)
NAME_TWICE = declare(
    "bag.name_twice",
    gettext_noop("%(source)s lists %(path)s twice (line %(line)s)."),
    gettext_noop("Both lines say the same. From version 1.0 on a file may be listed once only (2.1.3)."),
)
DIGEST_TWICE = declare(
    "bag.digest_twice",
    gettext_noop("%(source)s lists %(path)s twice, with different digests (line %(line)s)."),
    gettext_noop("One of the two is wrong, or two files became one. Ask for the bag again."),
)
STARRED_NAME = declare(
    "bag.starred_name",
    gettext_noop("%(source)s, line %(line)s, has an asterisk before the name, as md5sum writes it."),
    gettext_noop("It was read without it. BagIt knows no asterisk (2.1.3)."),
)
RELATIVE_NAME = declare(
    "bag.relative_name",
    gettext_noop("%(source)s, line %(line)s, writes %(name)s where %(path)s would do."),
    gettext_noop("It was read as that. Other programs may not find the file."),
)
WRONG_PLACE = declare(
    "bag.wrong_place",
    gettext_noop("%(source)s, line %(line)s, lists %(path)s, which does not belong in it."),
    gettext_noop("Manifests list files below data, tag manifests list the others (2.1.3, 2.2.1)."),
)
NOT_IN_MANIFEST = declare(
    "bag.not_in_manifest",
    gettext_noop("%(path)s is listed in another manifest, but not in %(source)s."),
    gettext_noop("From version 1.0 on each manifest lists every file of the payload (2.1.3)."),
)
NOT_ENCODED = declare(
    "bag.percent_not_encoded",
    gettext_noop("%(source)s writes the percent sign in %(path)s as it is."),
    gettext_noop("The file was found. From version 1.0 on it is written %%25 (2.1.3)."),
)
TO_FETCH = declare(
    "bag.to_fetch",
    gettext_noop("%(path)s is not in the bag; fetch.txt says it would have to be fetched from %(address)s."),
    gettext_noop("Nothing is ever fetched here. Ask for a bag that holds all its files."),
)
HAS_FETCH = declare(
    "bag.has_fetch",
    gettext_noop("The bag has a fetch.txt with %(count)s lines."),
    gettext_noop("Nothing is ever fetched here; what is not in the bag is told as missing."),
)
FETCH_UNDECLARED = declare(
    "bag.fetch_undeclared",
    gettext_noop("fetch.txt, line %(line)s, names %(path)s, which no manifest lists (2.2.3)."),
    _MAKER,
)
OXUM_DIFFERS = declare(
    "bag.oxum_differs",
    gettext_noop("Payload-Oxum says %(expected)s, but the payload is %(found)s (bytes.files)."),
    gettext_noop("Files are missing, cut short or too many. Compare with the sender's list."),
)
FIELD_TWICE = declare(
    "bag.field_twice",
    gettext_noop("%(source)s gives %(field)s more than once (2.2.2)."),
    gettext_noop("All values were kept. Ask which one holds."),
)
TAG_FILE_UNLISTED = declare(
    "bag.tag_file_unlisted",
    gettext_noop("%(path)s is in no tag manifest, so whether it was changed cannot be told."),
    gettext_noop("Nothing needs doing; a bag may leave it out (2.2.1)."),
)
WEAK_DIGESTS = declare(
    "bag.weak_digests",
    gettext_noop("The payload has digests of the kind %(algorithms)s only: they find accidents, not forgery."),
    gettext_noop("Ask for SM3, SHA-256 or SHA-512 next time (2.4)."),
)
