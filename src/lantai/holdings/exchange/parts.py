"""What is kept of descriptions that were loaded, with what each of their units became."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("load", "exchange.Load"))
    register_part(Part("load", "load", "load.json", (Table("exchange.Load", "pk", omit={"job": None}),)))
    units = Table("exchange.LoadedUnit", "load_id", chunk="position", watch=False)
    register_part(Part("loaded", "load", "units/%07d.json", (units,), rows=1000))
