"""Precheck as a Django app: what the catalogue knows of past decisions is the first teacher."""

from django.apps import AppConfig


class PrecheckConfig(AppConfig):
    name = "lantai.services.precheck"
    label = "precheck"

    def ready(self) -> None:
        from lantai.services.precheck.past import register_decisions
        from lantai.services.precheck.recorded import decisions_in_catalogue

        register_decisions("catalogue", decisions_in_catalogue)
