"""Fixity as a Django app: what is due is begun at a worker's sign of life."""

from django.apps import AppConfig


class FixityConfig(AppConfig):
    name = "lantai.holdings.fixity"
    label = "fixity"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.holdings.fixity import receivers
        from lantai.holdings.fixity.parts import register

        register()
        worker_lived.connect(receivers.look_now_and_then, dispatch_uid="fixity.schedule")
