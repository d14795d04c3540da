"""The app's name, and what of it is kept in storage."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "lantai.holdings.printing"

    def ready(self) -> None:
        from lantai.holdings.printing.parts import register

        register()
