"""The app's name, and what of it is kept in storage."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "lantai.holdings.imports"

    def ready(self) -> None:
        from lantai.holdings.imports.parts import register

        register()
