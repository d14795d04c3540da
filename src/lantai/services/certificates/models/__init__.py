"""Tables of certificates."""

from lantai.services.certificates.models.certificate import (
    Certificate,
    CertificateSeries,
    CertificateSource,
)
from lantai.services.certificates.models.log import LogHead, LogLeaf, LogNode, SignedCheckpoint
from lantai.services.certificates.models.seal import Seal, SealUse

__all__ = [
    "Certificate",
    "CertificateSeries",
    "CertificateSource",
    "LogHead",
    "LogLeaf",
    "LogNode",
    "Seal",
    "SealUse",
    "SignedCheckpoint",
]
