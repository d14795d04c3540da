"""News of the workers for the wings above."""

from django.dispatch import Signal

job_stopped = Signal()
"""A job was found whose process is gone: its `kind` and `subject`. What is kept beside it may be called stopped too."""
worker_lived = Signal()
"""A worker gave a sign of life, as it does every quarter of a minute: what has its time is done. Be quick."""
