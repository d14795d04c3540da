"""The app's name."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "lantai.holdings.imports"
