"""Taking in as a Django app."""

from django.apps import AppConfig


class AccessionsConfig(AppConfig):
    name = "lantai.holdings.accessions"
    label = "accessions"

    def ready(self) -> None:
        """What broken uploads left is looked after while a worker lives."""
        from lantai.engines.jobs.signals import worker_lived
        from lantai.holdings.accessions.parts import register
        from lantai.holdings.accessions.receivers import look_after  # models are not loaded before this moment

        register()
        worker_lived.connect(look_after, dispatch_uid="accessions.look_after")
