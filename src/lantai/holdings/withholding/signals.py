"""News of withholding for the apps above. Sent inside the transaction: receivers write rows, never call out."""

from django.dispatch import Signal

withholding_changed = Signal()
"""What is withheld of records is another thing now, or their pages are. `pks`: row ids of the records."""
