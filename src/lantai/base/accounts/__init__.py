"""Institutions, users, the roles that join them, and `access.py`: the one gate every exit asks.

Owns who somebody is and what they may do. Refuses to know records: it makes a `Scope`, and the wings above turn it
into filters.
"""
