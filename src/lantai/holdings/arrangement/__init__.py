"""Classification and numbering: which class a record stands in, which code it bears, and how both are changed in bulk.

Owns the schemes codes are built by, which of them a fonds uses from which year, the sequences numbers are taken from,
batches of renumbering and of classing, and the fonds file (全宗卷). Refuses to number anything silently: a code changes
by an act with a reason, its history stays, and a number that was given once is given to nobody else.
"""
