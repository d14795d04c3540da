"""News of the workers for the wings above."""

from django.dispatch import Signal

worker_lived = Signal()
"""A worker gave a sign of life, as it does every quarter of a minute: what has its time is done. Be quick."""
