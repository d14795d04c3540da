"""Exchange (交换): descriptions out and in again, in EAD 3, EAD 2002, Dublin Core and as lists.

Owns what of a description stands where in each format, files made for people to fetch, and descriptions that were
loaded, to be taken out again. Refuses to know files of records, packages for preservation, and dirty lists.
"""
