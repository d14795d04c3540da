"""What is kept of cross-archive enquiries in storage: with whom they were agreed, by which keys, and numbers.

Packages, and cases as they went to and fro, tell of applicants and are not kept there: the case says what became of it.
"""

from lantai.holdings.preservation.parts import Part, Table, register_part


def register() -> None:
    peers = (Table("cross_archive.Peer", "institution__pk", omit={"problem": ""}),)
    register_part(Part("peers", "institution", "peers.json", peers))
