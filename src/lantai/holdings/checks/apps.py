"""The app's name."""

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "lantai.holdings.checks"
    label = "checks"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.holdings.checks.parts import register
        from lantai.holdings.checks.receivers import look_after

        register()
        worker_lived.connect(look_after, dispatch_uid="checks.look_after")
