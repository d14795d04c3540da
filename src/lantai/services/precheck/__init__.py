"""Precheck: what a machine notices in records before people review them for opening, and what it would suggest.

Owns hints stored for each page, one suggestion a record with its reasons, the rules that make them, the model learned
from the archive's own decisions, and runs. Refuses to decide anything, to keep the text it noticed, and to suggest
opening what bears a secrecy level.
"""
