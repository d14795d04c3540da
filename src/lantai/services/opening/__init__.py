"""Opening review (开放审核): what is due, batches through their reviews by four people, and putting in force.

Owns batches, decisions, the letters to units and to the authority, notices and withdrawals. Refuses to decide anything:
hints are never decisions. Refuses to open what bears a secrecy level or what a donor has restricted, and
to delay anything without the authority's consent.
"""
