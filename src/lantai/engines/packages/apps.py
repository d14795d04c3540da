"""The app's name: it has no models, only sentences to translate."""

from django.apps import AppConfig


class PackagesConfig(AppConfig):
    name = "lantai.engines.packages"
