"""Storage objects as a Django app: registers what is kept of the apps below, and listens for what changes."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class PreservationConfig(AppConfig):
    name = "lantai.holdings.preservation"
    label = "preservation"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.holdings.catalogue.signals import records_changed
        from lantai.holdings.preservation import marking, own_parts, receivers
        from lantai.holdings.preservation.triggers import keep_triggers, rest_triggers

        own_parts.register_kinds()
        own_parts.register_parts()
        records_changed.connect(marking.mark_records, dispatch_uid="preservation.mark")
        worker_lived.connect(receivers.describe_when_due, dispatch_uid="preservation.describe")
        pre_migrate.connect(rest_triggers, sender=self, dispatch_uid="preservation.triggers")
        post_migrate.connect(keep_triggers, sender=self, dispatch_uid="preservation.triggers")
