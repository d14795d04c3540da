"""Finding persons: who is named by which record, however the name was written. Owns questions, comparing and order.

The persons themselves belong to `catalogue`, which enters them with their records.
"""
