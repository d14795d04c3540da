"""Notices as a Django app: what waits in the outbox is sent while a worker lives."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lantai.services.notices"
    label = "notices"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.services.notices import receivers

        worker_lived.connect(receivers.look_after, dispatch_uid="notices.look_after")
