"""The app's name."""

from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "lantai.holdings.authority"
    label = "authority"
