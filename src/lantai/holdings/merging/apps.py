"""The app's name, and what of it is kept in storage."""

from django.apps import AppConfig


class MergingConfig(AppConfig):
    name = "lantai.holdings.merging"

    def ready(self) -> None:
        from lantai.holdings.merging.parts import register

        register()
