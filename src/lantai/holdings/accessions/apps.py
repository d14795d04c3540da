"""Taking in as a Django app."""

from django.apps import AppConfig


class AccessionsConfig(AppConfig):
    name = "lantai.holdings.accessions"
    label = "accessions"

    def ready(self) -> None:
        from lantai.holdings.accessions.parts import register

        register()
