"""Withholding as a Django app: kept in storage with its records, and asked again when persons of a record change."""

from django.apps import AppConfig


class WithholdingConfig(AppConfig):
    name = "lantai.holdings.withholding"
    label = "withholding"

    def ready(self) -> None:
        from lantai.holdings.catalogue.signals import persons_entered, records_changed
        from lantai.holdings.withholding import receivers
        from lantai.holdings.withholding.parts import register

        register()
        persons_entered.connect(receivers.hide_entered_persons, dispatch_uid="withholding.persons")
        records_changed.connect(receivers.hide_persons_again, dispatch_uid="withholding.records")
