"""Notices: short messages that tell an applicant by e-mail or telephone that something has happened in a case.

Owns their texts in both languages as data, the outbox with its tries, and the ways they are sent. Refuses to know what
a case is about: it is told a number and what happened, and no text can name a record or anything else of a person.
"""
