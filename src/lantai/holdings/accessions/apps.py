"""Taking in as a Django app."""

from django.apps import AppConfig


class AccessionsConfig(AppConfig):
    name = "lantai.holdings.accessions"
    label = "accessions"

    def ready(self) -> None:
        """What broken uploads left is looked after while a worker lives; what recognition finds out is told."""
        from lantai.engines.jobs.signals import worker_lived
        from lantai.holdings.accessions import receivers  # models are not loaded before this moment
        from lantai.holdings.accessions.parts import register
        from lantai.holdings.fulltext.signals import file_recognised

        register()
        worker_lived.connect(receivers.look_after, dispatch_uid="accessions.look_after")
        file_recognised.connect(receivers.tell_of_turned_pages, dispatch_uid="accessions.turned_pages")
