"""What can be wrong with an EEP package of DA/T 48-2009, or worth knowing about it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.findings import declare

NOT_EEP = declare(
    "eep.not_eep",
    gettext_noop("The root of the file is %(element)s, not 电子文件封装包: this is no EEP package."),
    gettext_noop("Look whether another file was meant, or take it in as a plain file."),
)
ENCODING = declare(
    "eep.encoding",
    gettext_noop("Somewhere the bytes are no text in %(encoding)s; what stands after that place was not read."),
    gettext_noop("The package is damaged. Ask for another copy."),
)
NO_NAMESPACE = declare(
    "eep.no_namespace",
    gettext_noop("The package does not name the namespace of DA/T 48; it was read as if it did."),
    gettext_noop('Ask for packages made by the standard: 电子文件封装包 with xmlns="%(namespace)s".'),
)
UNEXPECTED = declare(
    "eep.element_unexpected",
    gettext_noop("Line %(line)s: %(element)s cannot stand here (DA/T 48 expects: %(expected)s)."),
    gettext_noop("Ask the maker of the package to put its elements in the order of DA/T 48-2009."),
)
MISSING = declare(
    "eep.element_missing",
    gettext_noop("Line %(line)s: %(element)s ends before all is there that DA/T 48 demands (missing: %(expected)s)."),
    gettext_noop("Ask the maker of the package for a whole one."),
)
WRONG_VALUE = declare(
    "eep.wrong_value",
    gettext_noop("Line %(line)s: “%(value)s” is not allowed in %(element)s."),
    gettext_noop("Compare with DA/T 48-2009, and ask the maker of the package to write the value as it says."),
)
ATTRIBUTE = declare(
    "eep.attribute",
    gettext_noop("Line %(line)s: the attribute %(attribute)s of %(element)s is missing or not allowed."),
    gettext_noop("Compare with DA/T 48-2009, and ask the maker of the package to put it right."),
)
STRUCTURE = declare(
    "eep.structure",
    gettext_noop("Line %(line)s, %(element)s: %(reason)s"),
    gettext_noop("Compare with DA/T 48-2009, and ask the maker of the package to put it right."),
)
MORE = declare(
    "eep.more_of_them",
    gettext_noop("%(count)s more places depart from the structure of DA/T 48; they are not listed."),
    gettext_noop("What is listed shows the kind. Let the package be made again by the standard."),
)
KIND = declare(
    "eep.kind_differs",
    gettext_noop("Layer %(layer)s calls itself “%(kind)s” (%(text)s), but holds %(content)s."),
    gettext_noop("Ask the maker of the package which is right: whether there was an original that was changed."),
)
EMPTY = declare(
    "eep.required_empty",
    gettext_noop("%(element)s is required by DA/T 48 and empty (line %(line)s)."),
    gettext_noop("Ask the transferring unit for the value, or describe it when the record is taken in."),
)
DUPLICATE_ID = declare(
    "eep.duplicate_id",
    gettext_noop("The identifier %(identifier)s stands more than once (line %(line)s)."),
    gettext_noop("Ask for a package in which each identifier stands once: it may be unclear what was meant."),
)
NO_DATA = declare(
    "eep.no_data",
    gettext_noop("%(element)s names the file %(path)s, but the package holds no data for it."),
    gettext_noop("Ask for the file: only its description came."),
)
REFERENCE = declare(
    "eep.reference",
    gettext_noop("%(identifier)s refers to the data %(reference)s, which are nowhere in the package."),
    gettext_noop("Ask for a package that holds the original layer whole."),
)
NOT_BASE64 = declare(
    "eep.not_base64",
    gettext_noop("The encoded data of %(path)s are not base64; the file cannot be taken out whole."),
    gettext_noop("The package was damaged on its way or badly made. Ask for another copy."),
)
KEYWORD = declare(
    "eep.keyword",
    gettext_noop("反编码关键字 of %(path)s is “%(keyword)s”; the data were read as base64."),
    gettext_noop("Open the file once. If it is not what its name says, ask the maker how it was encoded."),
)
NAME_UNSAFE = declare(
    "eep.name_unsafe",
    gettext_noop("计算机文件名 “%(name)s” cannot be used as the name of a file; it was taken as %(path)s."),
    gettext_noop("Nothing is lost. Ask for packages with plain names of files."),
)
NAME_EMPTY = declare(
    "eep.name_empty",
    gettext_noop("The data %(path)s have no 计算机文件名."),
    gettext_noop("The file was taken under the name of its place. Give it a name from its content."),
)
EXTENSION = declare(
    "eep.extension_differs",
    gettext_noop("%(path)s is named .%(extension)s, but 反编码关键字 says %(keyword)s."),
    gettext_noop("Look at the content: what it is decides."),
)
SIZE_UNREADABLE = declare(
    "eep.size_unreadable",
    gettext_noop("计算机文件大小 of %(path)s is “%(text)s”, which is no number of bytes; it has %(found)s."),
    gettext_noop("Nothing needs doing if the file opens; the size could not be compared."),
)
CHECKSUM = declare(
    "eep.checksum_differs",
    gettext_noop("校验码 of %(path)s is %(expected)s; its content has none of that value in %(algorithms)s."),
    gettext_noop("The file is not the one that was described. Ask for another copy and compare the two."),
)
SIGNATURE_VALID = declare(
    "eep.signature_valid",
    gettext_noop("%(what)s of layer %(layer)s by %(signer)s is valid (%(algorithm)s, form: %(form)s)."),
    gettext_noop("Nothing needs doing."),
)
SIGNATURE_OLD = declare(
    "eep.signature_old",
    gettext_noop(
        "%(what)s of layer %(layer)s by %(signer)s fits (form: %(form)s), but %(algorithm)s can be forged today."
    ),
    gettext_noop(
        "It shows no change; as proof it needs support. Keep the package as it came, and sign it anew yourself."
    ),
)
SIGNATURE_SHORT_KEY = declare(
    "eep.signature_short_key",
    gettext_noop(
        "%(what)s of layer %(layer)s by %(signer)s fits (form: %(form)s), but %(bits)s bits can be broken today."
    ),
    gettext_noop(
        "It shows no change; as proof it needs support. Keep the package as it came, and sign it anew yourself."
    ),
)
SIGNATURE_INVALID = declare(
    "eep.signature_invalid",
    gettext_noop("%(what)s of layer %(layer)s is not valid: what is there is not what was signed."),
    gettext_noop(
        "The package was changed after it was signed, or signed badly. Ask the transferring unit for the original."
    ),
)
SIGNATURE_OTHER_KEY = declare(
    "eep.signature_other_key",
    gettext_noop("%(what)s of layer %(layer)s is not valid: it was made with another key than the one beside it."),
    gettext_noop(
        "The package was changed after it was signed, or signed badly. Ask the transferring unit for the original."
    ),
)
SIGNATURE_NO_CERTIFICATE = declare(
    "eep.signature_no_certificate",
    gettext_noop(
        "%(what)s of layer %(layer)s cannot be verified (neither valid nor invalid): no certificate lies beside it."
    ),
    gettext_noop("Ask the maker of the package by which rule and with which certificate it was signed."),
)
SIGNATURE_BAD_CERTIFICATE = declare(
    "eep.signature_bad_certificate",
    gettext_noop(
        "%(what)s of layer %(layer)s cannot be verified (neither valid nor invalid): the certificate cannot be read."
    ),
    gettext_noop("Ask the maker of the package by which rule and with which certificate it was signed."),
)
SIGNATURE_ALGORITHM = declare(
    "eep.signature_algorithm",
    gettext_noop(
        "%(what)s of layer %(layer)s cannot be verified (neither valid nor invalid): its algorithm is “%(algorithm)s”."
    ),
    gettext_noop("Ask the maker of the package by which rule and with which certificate it was signed."),
)
SIGNATURE_KEY = declare(
    "eep.signature_key",
    gettext_noop(
        "%(what)s of layer %(layer)s cannot be verified (neither valid nor invalid): it is no key for %(algorithm)s."
    ),
    gettext_noop("Ask the maker of the package by which rule and with which certificate it was signed."),
)
SIGNATURE_NO_FORM = declare(
    "eep.signature_no_form",
    gettext_noop("%(what)s of layer %(layer)s cannot be verified (neither valid nor invalid): it fits no known form."),
    gettext_noop("Ask the maker of the package by which rule and with which certificate it was signed."),
)
SIGNATURE_NOT_ONE = declare(
    "eep.signature_not_one",
    gettext_noop(
        "%(what)s of layer %(layer)s cannot be verified (neither valid nor invalid): 签名结果 holds no signature."
    ),
    gettext_noop("Ask the maker of the package by which rule and with which certificate it was signed."),
)
SIGNATURE_TOO_LONG = declare(
    "eep.signature_too_long",
    gettext_noop(
        "%(what)s of layer %(layer)s cannot be verified (neither valid nor invalid): too long for %(algorithm)s."
    ),
    gettext_noop("Ask the maker of the package by which rule and with which certificate it was signed."),
)
SIGNATURE_ABSENT = declare(
    "eep.signature_absent",
    gettext_noop("Layer %(layer)s bears no %(what)s."),
    gettext_noop("Whether that is allowed, the agreement on the transfer says."),
)
LOCK_NAMES_NOTHING = declare(
    "eep.lock_names_nothing",
    gettext_noop("锁定签名 of layer %(layer)s names the signature “%(identifier)s”, which is not there."),
    gettext_noop("Ask the transferring unit for the original package."),
)
NOT_TRUSTED = declare(
    "eep.not_trusted",
    gettext_noop("Nobody known here vouches for the certificate of %(signer)s (%(fingerprint)s)."),
    gettext_noop(
        "Compare the fingerprint with the one the signer tells you by another way, then add it to the trusted ones."
    ),
)
OUTSIDE_VALIDITY = declare(
    "eep.outside_validity",
    gettext_noop("%(what)s of layer %(layer)s is dated %(time)s; the certificate of %(signer)s did not hold then."),
    gettext_noop("Ask the signer for the certificate of that time."),
)
