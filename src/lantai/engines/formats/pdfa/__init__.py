"""A sieve for PDF/A-2b: what of ISO 19005-2 a program of our size can see in a file, each rule with its clause.

Owns the rules and where a file breaks them. Refuses to call itself a validator: it opens font programs and does not
measure their glyphs, and it does not look into pictures or marked structure, so a file that passes breaks none of the
rules listed here, and no more is said.
"""
