"""Storage objects as a Django app."""

from django.apps import AppConfig


class PreservationConfig(AppConfig):
    name = "lantai.holdings.preservation"
    label = "preservation"
