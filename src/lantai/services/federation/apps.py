"""Federation as a Django app: what is kept of it, and that changes are looked for while a worker lives."""

from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "lantai.services.federation"
    label = "federation"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.services.federation import receivers
        from lantai.services.federation.parts import register

        register()
        worker_lived.connect(receivers.look_after, dispatch_uid="federation.look_after")
