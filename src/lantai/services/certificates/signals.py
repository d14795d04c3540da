"""News of certificates for the apps above. Sent inside the transaction: receivers write rows, never call out."""

from django.dispatch import Signal

certificate_issued = Signal()
"""One was drawn up, signed and entered: from now on it is in force. `certificate`, and `actor` on whose behalf."""
