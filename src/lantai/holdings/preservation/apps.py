"""Storage objects as a Django app: registers what is kept of the apps below, and listens for what changes."""

from django.apps import AppConfig

from lantai.base.common.triggers import keep_there


class PreservationConfig(AppConfig):
    name = "lantai.holdings.preservation"
    label = "preservation"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.holdings.catalogue.signals import records_changed
        from lantai.holdings.preservation import marking, own_parts, receivers
        from lantai.holdings.preservation.triggers import keep_triggers, marking_triggers

        own_parts.register_kinds()
        own_parts.register_parts()
        records_changed.connect(marking.mark_records, dispatch_uid="preservation.mark")
        worker_lived.connect(receivers.describe_when_due, dispatch_uid="preservation.describe")
        keep_there(self, marking_triggers, keep_triggers)
