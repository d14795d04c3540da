"""Hand-over: what units (立档单位) bring to the archive, from the agreement to the signed register form and the store.

Owns agreements, hand-overs with their steps, uploads, lists of problems and signatures. Refuses to own what is stored:
an accepted package is taken in by `accessions`, and judged by the checks below.
"""
