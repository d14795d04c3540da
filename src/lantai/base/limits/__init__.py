"""Limits: how often somebody may try a code, send a form, or ask for pages, and what is written of those who go on.

Owns the marks of senders, wrong tries of codes, the paces of pages, and the one event that a burst of refusals leaves.
Refuses to know what is behind a door: numbers are words, and what is refused there is said by whoever refuses.
"""
