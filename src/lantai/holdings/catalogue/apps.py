"""Description as a Django app: its counts are kept by triggers, and keys of persons follow their entries by one."""

from django.apps import AppConfig

from lantai.base.common.triggers import keep_there


class CatalogueConfig(AppConfig):
    name = "lantai.holdings.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from lantai.holdings.catalogue.key_triggers import follow_entries, key_trigger
        from lantai.holdings.catalogue.tallies import keep_tallies, tally_triggers

        keep_there(self, tally_triggers, keep_tallies)
        keep_there(self, key_trigger, follow_entries)
