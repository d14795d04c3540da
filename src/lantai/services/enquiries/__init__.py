"""Enquiries (利用): what people ask of the archive, what becomes of it, and what was decided.

Owns the case: one number and one timeline whatever the channel, who asks and with which proofs, the records meant, the
forming unit's consent, the decision and its letters, the complaint to the authority and its answer. Refuses to own what
is said of a record, to open one, and to tell an applicant whether an unopened record exists: only a decision does.
"""
