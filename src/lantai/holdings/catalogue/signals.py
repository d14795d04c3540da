"""News of the catalogue for the wings above. Sent inside the transaction: receivers write rows, never call out."""

from django.dispatch import Signal

records_changed = Signal()
"""Records were described, changed or opened. `pks`: their row ids."""

openings_entered_by_hand = Signal()
"""Opening states of records were entered by hand, other ones than before. `pks`: their row ids."""

persons_entered = Signal()
"""Persons were entered. `records`: the row ids of the records that name them."""
