"""News of merges for the apps above. Sent inside the transaction: receivers write rows, never call out."""

from django.dispatch import Signal

records_merging = Signal()
"""One record is being taken into another. `keep`, `absorb`, and the `journal` through which all rows are changed."""
