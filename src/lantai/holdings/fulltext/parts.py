"""What is kept of pages in the objects of their records: texts, boxes, and every text a page had before."""

from lantai.holdings.preservation.parts import Part, Table, register_part

_TABLES = (
    Table("fulltext.Page", "record_id", chunk="position", watch=False),
    Table("fulltext.PageLayout", "page__record_id", chunk="page__position", watch=False),
    Table("fulltext.PageVersion", "page__record_id", chunk="page__position", watch=False),
)


def register() -> None:
    """Twenty pages a file: a corrected line writes these anew, not the volume."""
    register_part(Part("public_copy", "record", "public-copy.json", (Table("fulltext.PublicCopy", "record_id"),)))
    register_part(Part("texts", "record", "texts/%04d.json", _TABLES, rows=20))
