"""The app's name."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lantai.holdings.people"
