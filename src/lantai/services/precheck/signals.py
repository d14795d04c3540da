"""News of the precheck for the apps above."""

from django.dispatch import Signal

records_prechecked = Signal()
"""A run has ended, told on commit: its `run` (ulid) and the `source` that ordered it."""
