"""The four-property check (四性检测, DA/T 70-2018): is what was handed over genuine, whole, usable and safe?

Owns the items of the standard and the schemes as data, the judging of a package by them, runs with their results, the
answers of people, and the report. Refuses to decide about a transfer, to change a package, and ever to call passed what
nobody looked at.
"""
