"""What is kept of opening review: batches with their decisions and letters, notices, and what rules each record."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    """Items and decisions are many and change by the thousand: the acts mark their batch, once."""
    register_kind(Kind("review_batch", "opening.ReviewBatch"))
    register_kind(Kind("opening_notice", "opening.Notice"))
    batch = (
        Table("opening.ReviewBatch", "pk"),
        Table("opening.BatchStep", "batch_id"),
        Table("opening.Consultation", "batch_id"),
        Table("opening.Consent", "batch_id"),
        Table("opening.TakenEffect", "batch_id"),
    )
    register_part(Part("review_batch", "review_batch", "batch.json", batch))
    items = Table("opening.BatchItem", "batch_id", chunk="position", watch=False)
    register_part(Part("review_items", "review_batch", "items/%07d.json", (items,), rows=1000))
    decisions = Table("opening.Decision", "item__batch_id", chunk="item__position", watch=False)
    register_part(Part("review_decisions", "review_batch", "decisions/%07d.json", (decisions,), rows=1000))
    passages = Table("opening.Passage", "decision__item__batch_id", chunk="decision__item__position", watch=False)
    register_part(Part("review_passages", "review_batch", "passages/%07d.json", (passages,), rows=1000))
    register_part(Part("opening_notice", "opening_notice", "notice.json", (Table("opening.Notice", "pk"),)))
    lines = Table("opening.NoticeRecord", "notice_id", chunk="position", watch=False)
    register_part(Part("notice_lines", "opening_notice", "lines/%07d.json", (lines,), rows=1000))
    of_record = (
        Table("opening.Declassification", "record_id"),
        Table("opening.InForce", "record_id", watch=False),
        Table("opening.Withdrawal", "record_id"),
    )
    register_part(Part("opening", "record", "decisions/opening.json", of_record))
