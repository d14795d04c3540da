"""Cross-archive enquiries as a Django app: what is kept of them, what stands beside a case, that packages are sent."""

from django.apps import AppConfig


class CrossArchiveConfig(AppConfig):
    name = "lantai.services.cross_archive"
    label = "cross_archive"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.services.cross_archive import receivers
        from lantai.services.cross_archive.panel import copies_from_peers, guides_of_peers, help_for
        from lantai.services.cross_archive.parts import register
        from lantai.services.enquiries.panels import add_case_panel
        from lantai.services.enquiries.queries.copies import add_outside_copies
        from lantai.services.enquiries.routing import add_guides

        register()
        add_outside_copies(copies_from_peers)
        add_guides(guides_of_peers)
        add_case_panel("cross_archive/includes/case_panel.html", help_for)
        worker_lived.connect(receivers.look_after, dispatch_uid="cross_archive.look_after")
