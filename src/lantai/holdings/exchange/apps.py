"""The app's name, and what of it is kept in storage."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "lantai.holdings.exchange"

    def ready(self) -> None:
        from lantai.holdings.exchange.parts import register

        register()
