"""Sharing agreements (共享协议): what institutions of one installation lend each other of their unopened records.

Owns the agreements, proposed by one side and accepted by the other, and the only addresses at which lent records are
read. Refuses to own access itself (`accounts.access` decides), to make anybody's own scope larger, and to hand out
files or copies of what is lent: those are asked of the archive that keeps it.
"""
