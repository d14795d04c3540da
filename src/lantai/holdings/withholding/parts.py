"""What is kept of withholding: the rows in force, in the object of their record."""

from lantai.holdings.preservation.parts import Part, Table, register_part

_TABLES = (Table("withholding.Withheld", "record_id"), Table("withholding.PageToConfirm", "record_id"))


def register() -> None:
    register_part(Part("withheld", "record", "withheld.json", _TABLES))
