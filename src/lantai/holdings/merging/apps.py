"""The app's name."""

from django.apps import AppConfig


class MergingConfig(AppConfig):
    name = "lantai.holdings.merging"
