"""Django's entry for search."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "lantai.engines.search"
    label = "search"
    verbose_name = "Search"
