"""The app's name, and the triggers that count the records of each class: every migration may take them away."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArrangementConfig(AppConfig):
    name = "lantai.holdings.arrangement"
    label = "arrangement"

    def ready(self) -> None:
        from lantai.holdings.arrangement.tallies import keep_series_tallies

        post_migrate.connect(keep_series_tallies, sender=self, dispatch_uid="arrangement.tallies")
