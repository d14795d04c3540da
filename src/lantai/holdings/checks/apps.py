"""The app's name."""

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "lantai.holdings.checks"
    label = "checks"

    def ready(self) -> None:
        from lantai.holdings.checks.parts import register

        register()
