"""What is kept of printouts: which form was printed of what, by whom and when. The files themselves last a week."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("printout", "printing.Printout", shelf=64))
    printout = Table("printing.Printout", "pk", omit={"job": None})
    register_part(Part("printout", "printout", "printout.json", (printout,)))
