"""Oversight as a Django app: it signs a checkpoint when one is due, at a worker's sign of life."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "lantai.front.oversight"
    label = "oversight"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.front.oversight import receivers

        worker_lived.connect(receivers.sign_when_due, dispatch_uid="oversight.checkpoint")
