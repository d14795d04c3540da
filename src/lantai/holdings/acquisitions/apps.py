"""Acquisitions as a Django app: it says what binds records, shows it on their pages, and reminds of deposits."""

from django.apps import AppConfig


class AcquisitionsConfig(AppConfig):
    name = "lantai.holdings.acquisitions"
    label = "acquisitions"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.holdings.accessions.panels import add_panel
        from lantai.holdings.acquisitions import binding, receivers
        from lantai.holdings.acquisitions.parts import register
        from lantai.holdings.acquisitions.queries.records import origin_of
        from lantai.holdings.catalogue.bindings import register_binding
        from lantai.holdings.catalogue.credits import register_credits

        register()
        register_binding("acquisitions", binding.bound_by_agreements)
        register_credits("acquisitions", binding.credits_of)
        add_panel("acquisitions/includes/record_panel.html", origin_of)
        worker_lived.connect(receivers.look_after, dispatch_uid="acquisitions.look_after")
