"""What is kept of sharing agreements in storage: all of them, with the archive that lends."""

from lantai.holdings.preservation.parts import Part, Table, register_part


def register() -> None:
    agreements = (Table("sharing.SharingAgreement", "giver__pk", omit={"proposed_by_user": None}),)
    register_part(Part("sharing", "institution", "sharing.json", agreements))
