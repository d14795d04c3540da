"""The app's name."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "lantai.holdings.printing"
