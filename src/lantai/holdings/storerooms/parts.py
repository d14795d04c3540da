"""What is kept of storerooms: places and boxes, which paper lies where, movements, loans and stock-takings."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("box", "storerooms.Box", shelf=128))
    register_kind(Kind("movement", "storerooms.Movement"))
    register_kind(Kind("loan", "storerooms.Loan", shelf=32))
    register_kind(Kind("stock_taking", "storerooms.StockTaking"))
    register_part(Part("labels", "installation", "labels.json", (Table("storerooms.Counter", ""),)))
    places = Table("storerooms.Place", "institution__pk", chunk="pk")
    register_part(Part("places", "institution", "places/%07d.json", (places,), rows=1000))
    register_part(Part("box", "box", "box.json", (Table("storerooms.Box", "pk"),)))
    register_part(Part("paper", "record", "paper.json", (Table("storerooms.Paper", "record_id"),)))
    _register_happenings()


def _register_happenings() -> None:
    register_part(Part("movement", "movement", "movement.json", (Table("storerooms.Movement", "pk"),)))
    for name in ("MovedBox", "MovedPaper"):
        moved = Table(f"storerooms.{name}", "movement_id", chunk="pk", watch=False)
        register_part(Part(name.lower(), "movement", f"{name.lower()}/%09d.json", (moved,), rows=1000))
    loan = (Table("storerooms.Loan", "pk"), Table("storerooms.LoanItem", "loan_id"))
    register_part(Part("loan", "loan", "loan.json", loan))
    register_part(Part("stock_taking", "stock_taking", "stock-taking.json", (Table("storerooms.StockTaking", "pk"),)))
    lines = Table("storerooms.StockLine", "taking_id", chunk="pk")
    register_part(Part("stock_lines", "stock_taking", "lines/%09d.json", (lines,), rows=1000))
