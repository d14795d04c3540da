"""Where the parts are put together, as a Django app: it carries the commands and the system checks."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "lantai.config"
    label = "config"
