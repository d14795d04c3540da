"""Sharing agreements as a Django app: what is kept of them, what stands beside a case."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "lantai.services.sharing"
    label = "sharing"

    def ready(self) -> None:
        from lantai.services.enquiries.panels import add_case_panel
        from lantai.services.sharing.panel import lent_beside
        from lantai.services.sharing.parts import register

        register()
        add_case_panel("sharing/includes/case_panel.html", lent_beside)
