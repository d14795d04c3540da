"""What a signature is worth, with its reason. Five states, because “not checked” and “old” are neither good nor bad."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _, gettext_noop


class State(StrEnum):
    """The states a check of fixed information distinguishes (DA/T 70-2018, GD-1-1).

    `OLD_ALGORITHM`: the signature fits what was signed, but by a method that no longer proves anything by itself.
    `UNVERIFIABLE`: there is a signature, and nothing could be said about it. It is neither valid nor invalid.
    """

    VALID = "valid"
    INVALID = "invalid"
    UNVERIFIABLE = "unverifiable"
    ABSENT = "absent"
    OLD_ALGORITHM = "old_algorithm"


class Reason(StrEnum):
    """Why a verdict is what it is."""

    FITS = "fits"
    DIFFERS = "differs"
    NO_SIGNATURE = "no_signature"
    NOT_A_SIGNATURE = "not_a_signature"
    ANOTHER_KEY = "another_key"
    NO_CERTIFICATE = "no_certificate"
    BAD_CERTIFICATE = "bad_certificate"
    UNKNOWN_ALGORITHM = "unknown_algorithm"
    KEY_DOES_NOT_FIT = "key_does_not_fit"
    UNKNOWN_FORM = "unknown_form"
    OLD_DIGEST = "old_digest"
    SHORT_KEY = "short_key"
    TOO_LONG = "too_long"


REASONS: dict[Reason, str] = {
    Reason.FITS: gettext_noop("what was signed is unchanged"),
    Reason.DIFFERS: gettext_noop("what is there is not what was signed"),
    Reason.NO_SIGNATURE: gettext_noop("there is no signature"),
    Reason.NOT_A_SIGNATURE: gettext_noop("its bytes are not a signature of this kind (%(algorithm)s)"),
    Reason.ANOTHER_KEY: gettext_noop("it was not made with the key of the certificate beside it"),
    Reason.NO_CERTIFICATE: gettext_noop("there is no certificate, so it is not known with which key it was made"),
    Reason.BAD_CERTIFICATE: gettext_noop("the certificate beside it cannot be read"),
    Reason.UNKNOWN_ALGORITHM: gettext_noop("its algorithm “%(algorithm)s” is not known"),
    Reason.KEY_DOES_NOT_FIT: gettext_noop("a key of the kind %(kind)s does not sign with %(algorithm)s"),
    Reason.UNKNOWN_FORM: gettext_noop("it fits none of the forms in which the signed text was tried"),
    Reason.OLD_DIGEST: gettext_noop("it fits, but %(algorithm)s can be forged today"),
    Reason.SHORT_KEY: gettext_noop("it fits, but a key of %(bits)s bits can be broken today"),
    Reason.TOO_LONG: gettext_noop("the signed text is too long for %(algorithm)s to be checked"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """State and reason of one signature; `params` fill the sentence and are plain strings and numbers."""

    state: State
    reason: Reason
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def fits(self) -> bool:
        """Whether the signature belongs to what was signed, by a method of today or not."""
        return self.state in {State.VALID, State.OLD_ALGORITHM}

    def sentence(self) -> str:
        return _(REASONS[self.reason]) % self.params
