"""Storerooms (库房): where the paper lies, who carried it there, and who has it now.

Owns rooms down to shelves, boxes, the place of every record's paper, each movement of either, and their labels.
Refuses to own what is said of a record: it knows records only by their codes, and never changes one.
"""
