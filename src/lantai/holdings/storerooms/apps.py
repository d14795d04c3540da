"""Storerooms as a Django app: it shows on a record's page where its paper lies, and follows records that are merged."""

from django.apps import AppConfig


class StoreroomsConfig(AppConfig):
    name = "lantai.holdings.storerooms"
    label = "storerooms"

    def ready(self) -> None:
        from lantai.holdings.accessions.panels import add_panel
        from lantai.holdings.merging.signals import records_merging
        from lantai.holdings.storerooms import receivers
        from lantai.holdings.storerooms.parts import register
        from lantai.holdings.storerooms.queries.records import paper_of

        register()
        add_panel("storerooms/includes/record_panel.html", paper_of)
        records_merging.connect(receivers.follow_paper, dispatch_uid="storerooms.merging")
