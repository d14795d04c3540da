"""Fixity as a Django app: what is due is begun at a worker's sign of life."""

from django.apps import AppConfig


class FixityConfig(AppConfig):
    name = "lantai.holdings.fixity"
    label = "fixity"
