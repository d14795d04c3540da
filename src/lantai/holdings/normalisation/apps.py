"""Normalisation as a Django app: counts are kept by triggers, copies leave by the door original files leave by."""

from django.apps import AppConfig

from lantai.base.common.triggers import keep_there


class NormalisationConfig(AppConfig):
    name = "lantai.holdings.normalisation"
    label = "normalisation"

    def ready(self) -> None:
        from lantai.holdings.fulltext.served import add_source
        from lantai.holdings.normalisation.parts import register
        from lantai.holdings.normalisation.queries import served_derivative
        from lantai.holdings.normalisation.tallies import format_triggers, keep_format_tallies

        register()
        add_source(served_derivative)
        keep_there(self, format_triggers, keep_format_tallies)
