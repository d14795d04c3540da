"""Certificates (出证): copies, extracts and answers of nothing found that an archive issues and anybody can verify.

Owns numbers, the signed PDF and its place in storage, seals, the transparency log, revocation, and the public pages
that say what a certificate is worth. Refuses to own the case it was issued for, which it names by number, who asked for
what, and what of a record may be seen: it asks the scope, what is withheld, and the grant of the case.
"""
