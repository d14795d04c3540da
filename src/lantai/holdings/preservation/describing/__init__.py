"""Writing what has changed into the objects of its subjects: from marks to versions, and the segments of the chain.

Owns where a subject's documents lie and when a version is made. Done again after a kill, nothing is written twice.
"""
