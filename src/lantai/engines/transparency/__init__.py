"""A log that can only grow: a Merkle tree over what was issued, proofs from it, and signed words on how far it reached.

Owns the hashing of RFC 6962 (RFC 9162), its proofs, the signed note (C2SP) and the file a holder gets with a
certificate. Refuses to keep anything: nodes lie where the caller puts them, keys are given.
"""
