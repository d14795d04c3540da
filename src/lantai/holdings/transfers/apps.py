"""Hand-over as a Django app."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "lantai.holdings.transfers"
    label = "transfers"

    def ready(self) -> None:
        """Reminders and stale uploads are looked after while a worker lives."""
        from lantai.engines.jobs.signals import worker_lived
        from lantai.holdings.transfers.parts import register
        from lantai.holdings.transfers.receivers import look_after  # models are not loaded before this moment

        register()
        worker_lived.connect(look_after, dispatch_uid="transfers.look_after")
