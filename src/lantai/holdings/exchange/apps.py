"""The app's name."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "lantai.holdings.exchange"
