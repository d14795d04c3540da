"""Fixity as a Django app: what is due is begun at a worker's sign of life."""

from django.apps import AppConfig


class FixityConfig(AppConfig):
    name = "lantai.holdings.fixity"
    label = "fixity"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import job_stopped, worker_lived
        from lantai.holdings.fixity import receivers
        from lantai.holdings.fixity.parts import register

        register()
        job_stopped.connect(receivers.take_up_again, dispatch_uid="fixity.take_up_again")
        worker_lived.connect(receivers.look_now_and_then, dispatch_uid="fixity.schedule")
