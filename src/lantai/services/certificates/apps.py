"""Certificates as a Django app: what is kept of them, and that what was begun is completed."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "lantai.services.certificates"
    label = "certificates"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.holdings.accessions.panels import add_panel
        from lantai.services.certificates import receivers
        from lantai.services.certificates.panel import certificates_of
        from lantai.services.certificates.parts import register

        register()
        add_panel("certificates/includes/record_panel.html", certificates_of)
        worker_lived.connect(receivers.look_after, dispatch_uid="certificates.look_after")
