"""The review screen: one record at a time by keys alone, many alike at once, and what two reviewers disagree about.

Owns no rows: it reads batches and pages and calls the acts of opening. Hints come through one door, `hints`.
"""
