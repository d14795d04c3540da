"""Disposal (鉴定与销毁): what is due when its retention has ended, what people decide of it, and destruction by rule.

Owns holds, appraisal lists, destruction lists and the notes of what was destroyed. Refuses to decide anything: machines
only compute what is due; and refuses to destroy what is held, not approved, or not witnessed by two people.
"""
