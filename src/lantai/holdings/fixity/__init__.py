"""Fixity: every object in storage and in its second copies is read again in time, judged, and mended from good bytes.

Owns runs, what they found, when each object was last whole, second copies, and what was done about damage. Refuses to
write objects by rules of its own (that is preservation's), to delete anything, and to judge what archives mean.
"""
