"""Acquisitions (征集): what people offer, what becomes of it, and what was agreed about it.

Owns leads, owners and donors, acquisitions by donation, purchase, deposit, copying and call, experts' opinions,
agreements with their conditions, and which records came of them. Refuses to own what is said of a record: it links to
records, closes those an agreement closes through the catalogue's own act, and says through `catalogue.bindings` what
may not be done with them.
"""
