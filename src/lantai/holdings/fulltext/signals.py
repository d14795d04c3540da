"""News of page texts for the wings above. Sent where a worker has read: receivers write rows, never call out."""

from django.dispatch import Signal

file_recognised = Signal()
"""No page of a file waits for recognition any more. `file`: its row id."""
