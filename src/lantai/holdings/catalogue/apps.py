"""Description as a Django app: its counts are kept by triggers, which every migration may take away."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogueConfig(AppConfig):
    name = "lantai.holdings.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from lantai.holdings.catalogue.key_triggers import follow_entries
        from lantai.holdings.catalogue.tallies import keep_tallies

        post_migrate.connect(keep_tallies, sender=self, dispatch_uid="catalogue.tallies")
        post_migrate.connect(follow_entries, sender=self, dispatch_uid="catalogue.key_triggers")
