"""Entry by hand as a Django app."""

from django.apps import AppConfig


class EntryConfig(AppConfig):
    name = "lantai.holdings.entry"
    label = "entry"

    def ready(self) -> None:
        from lantai.holdings.entry.parts import register

        register()
