"""The app's name, and the triggers that count the records of each class."""

from django.apps import AppConfig

from lantai.base.common.triggers import keep_there


class ArrangementConfig(AppConfig):
    name = "lantai.holdings.arrangement"
    label = "arrangement"

    def ready(self) -> None:
        from lantai.holdings.arrangement.tallies import keep_series_tallies, series_triggers

        keep_there(self, series_triggers, keep_series_tallies)
