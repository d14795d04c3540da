"""Page texts as a Django app."""

from django.apps import AppConfig


class FulltextConfig(AppConfig):
    name = "lantai.holdings.fulltext"
    label = "fulltext"
