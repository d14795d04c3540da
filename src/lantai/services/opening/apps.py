"""Opening review as a Django app: it says what may not be opened by hand, and what of it is kept in storage."""

from django.apps import AppConfig


class OpeningConfig(AppConfig):
    name = "lantai.services.opening"
    label = "opening"

    def ready(self) -> None:
        from lantai.holdings.catalogue.bindings import register_binding
        from lantai.services.opening.bindings import bound
        from lantai.services.opening.parts import register

        register()
        register_binding("opening", bound)
