"""Handing out (分发): records with their files and pages as packages others read: bags, METS, EEP, E-ARK, PDF.

Owns what of a record stands where in each form of package, and that nobody gets what they may not see. Refuses to know
how the forms are written (engines/packages), how descriptions are (exchange), and how packages come in.
"""
