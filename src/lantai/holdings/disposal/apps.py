"""Disposal as a Django app: it says what binds records, and shows on a record's page what holds it or became of it."""

from django.apps import AppConfig


class DisposalConfig(AppConfig):
    name = "lantai.holdings.disposal"
    label = "disposal"

    def ready(self) -> None:
        from lantai.holdings.accessions.panels import add_panel
        from lantai.holdings.catalogue.bindings import register_binding
        from lantai.holdings.disposal.bindings import bound
        from lantai.holdings.disposal.parts import register
        from lantai.holdings.disposal.queries.records import disposal_of

        register()
        register_binding("disposal", bound)
        add_panel("disposal/includes/record_panel.html", disposal_of)
