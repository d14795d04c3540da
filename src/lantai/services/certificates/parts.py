"""What is kept of certificates in storage: the register, the log with its tree, seals as they are encrypted, numbers.

The signed file lies in the same object. The full name is not kept beside it: storage forgets nothing, and the paper
says as much as is needed.
"""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("certificate", "certificates.Certificate"))
    numbers = (Table("certificates.CertificateSeries", "institution__pk"),)
    register_part(Part("certificate_numbers", "institution", "certificate-numbers.json", numbers))
    seals = (Table("certificates.Seal", "institution__pk"),)
    register_part(Part("seals", "institution", "seals.json", seals))
    told = (
        Table("certificates.Certificate", "pk", omit={"name": b""}),
        Table("certificates.CertificateSource", "certificate_id"),
        Table("certificates.SealUse", "certificate_id"),
        Table("certificates.LogLeaf", "certificate_id"),
        Table("certificates.LogNode", "leaf__certificate_id"),
        Table("certificates.SignedCheckpoint", "leaf__certificate_id"),
    )
    register_part(Part("certificate", "certificate", "certificate.json", told))
