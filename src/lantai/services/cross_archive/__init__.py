"""Cross-archive enquiries (异地查档): cases that archives of other installations help with, as signed packages.

Owns which archives were agreed with and by which keys, the packages to and from each of them in order, and what they
answered with their certificates. Refuses to own the case itself, to keep records of others, and to believe
anything that is not signed by a key a person agreed to.
"""
