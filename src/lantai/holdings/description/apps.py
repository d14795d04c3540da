"""The app's name, and what of it is kept in storage."""

from django.apps import AppConfig


class DescriptionConfig(AppConfig):
    name = "lantai.holdings.description"

    def ready(self) -> None:
        from lantai.holdings.description.parts import register

        register()
