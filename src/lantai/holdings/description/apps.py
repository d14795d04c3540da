"""The app's name."""

from django.apps import AppConfig


class DescriptionConfig(AppConfig):
    name = "lantai.holdings.description"
