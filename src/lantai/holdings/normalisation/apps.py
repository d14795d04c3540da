"""Normalisation as a Django app: counts are kept by triggers, copies leave by the door original files leave by."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NormalisationConfig(AppConfig):
    name = "lantai.holdings.normalisation"
    label = "normalisation"

    def ready(self) -> None:
        from lantai.holdings.fulltext.served import add_source
        from lantai.holdings.normalisation.parts import register
        from lantai.holdings.normalisation.queries import served_derivative
        from lantai.holdings.normalisation.tallies import keep_format_tallies

        register()
        add_source(served_derivative)
        post_migrate.connect(keep_format_tallies, sender=self, dispatch_uid="normalisation.tallies")
