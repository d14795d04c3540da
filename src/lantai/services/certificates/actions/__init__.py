"""The acts of certificates: of the counter, who revokes, who keeps the seals, and anybody who verifies."""

from lantai.services.certificates.actions.allowing import (
    Chosen,
    GrantNeeded,
    Mask,
    NothingChosen,
    NotYourRecord,
    PageHasChanged,
    WithheldInExtract,
)
from lantai.services.certificates.actions.common import WordsMissing
from lantai.services.certificates.actions.completing import complete_certificate
from lantai.services.certificates.actions.issuing import (
    AlreadyTaken,
    NotRevoked,
    Order,
    SealNotYours,
    Searched,
    issue_copy,
    issue_not_found,
    issue_statement,
    reissue_certificate,
)
from lantai.services.certificates.actions.retrying import retry_certificate
from lantai.services.certificates.actions.revoking import (
    NotInForce,
    count_printing,
    note_printed,
    revoke_certificate,
)
from lantai.services.certificates.actions.sealing import (
    AlreadyRetired,
    NobodyNamed,
    PictureRefused,
    keep_seal,
    name_users,
    retire_seal,
)
from lantai.services.certificates.actions.verifying import (
    TooManyFiles,
    TooManyTries,
    count_file,
    verify_number,
)
from lantai.services.certificates.actions.voiding import AlreadyDrawn, void_certificate

__all__ = [
    "AlreadyDrawn",
    "AlreadyRetired",
    "AlreadyTaken",
    "Chosen",
    "GrantNeeded",
    "Mask",
    "NobodyNamed",
    "NotInForce",
    "NotRevoked",
    "NotYourRecord",
    "NothingChosen",
    "Order",
    "PageHasChanged",
    "PictureRefused",
    "SealNotYours",
    "Searched",
    "TooManyFiles",
    "TooManyTries",
    "WithheldInExtract",
    "WordsMissing",
    "complete_certificate",
    "count_file",
    "count_printing",
    "issue_copy",
    "issue_not_found",
    "issue_statement",
    "keep_seal",
    "name_users",
    "note_printed",
    "reissue_certificate",
    "retire_seal",
    "retry_certificate",
    "revoke_certificate",
    "verify_number",
    "void_certificate",
]
