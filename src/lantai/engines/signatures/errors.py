"""What keys, certificates and signing can refuse. What a signature is worth is a verdict, never an error."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError


class AlgorithmMissing(ArchiveError):
    code = "signatures.algorithm_missing"
    message = gettext_noop("%(algorithm)s cannot be computed on this machine.")
    hint = gettext_noop("Install a Python built with OpenSSL 3; `bin/lantai doctor` shows which one runs.")
    exit_code = 4


class KeyUnreadable(ArchiveError):
    code = "signatures.key_unreadable"
    message = gettext_noop("%(name)s cannot be read as a key: %(reason)s.")
    hint = gettext_noop("A key is a PEM file (PKCS#8) of Ed25519, SM2, RSA or ECDSA. Restore it from the backup.")


class KeyIsLocked(ArchiveError):
    code = "signatures.key_locked"
    message = gettext_noop("The key %(name)s is encrypted, and the password does not open it.")
    hint = gettext_noop("Put the password into LANTAI_KEYS_PASSWORD, or its file into LANTAI_KEYS_PASSWORD_FILE.")
    exit_code = 5


class KeyNotThere(ArchiveError):
    code = "signatures.no_key"
    message = gettext_noop("There is no key for %(purpose)s yet.")
    hint = gettext_noop(
        "Make one with `bin/lantai keys make` and `--purpose`; an old key can be put back from the backup."
    )
    http_status = 404
    exit_code = 4


class KeysNotWritten(ArchiveError):
    code = "signatures.keys_not_written"
    message = gettext_noop("The key could not be written to %(folder)s: %(reason)s.")
    hint = gettext_noop(
        "Look at the room and the rights of the folder, then make the key again; no old key was touched."
    )
    http_status = 503
    exit_code = 4


class CertificateUnreadable(ArchiveError):
    code = "signatures.certificate_unreadable"
    message = gettext_noop("%(name)s cannot be read as a certificate: %(reason)s.")
    hint = gettext_noop("A certificate is X.509 as DER, PEM or base64. Ask who made the file for another copy.")


class MessageTooLong(ArchiveError):
    code = "signatures.message_too_long"
    message = gettext_noop("Ed25519 signs a message whole, and this one is longer than %(megabytes)s MB.")
    hint = gettext_noop("Sign the digest of the file, or use a key of SM2 or RSA, which sign any length.")
