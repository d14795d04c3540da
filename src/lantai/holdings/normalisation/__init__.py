"""Normalisation: what formats the archive holds, what each risks, and copies in formats for keeping beside originals.

Owns the policy of formats, the kept counts, runs, their findings and which copies there are. Refuses to touch an
original, to count a copy that was not checked, and to pretend a converter where there is none.
"""
