"""Description as a Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "lantai.holdings.catalogue"
    label = "catalogue"
