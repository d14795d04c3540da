"""Background work as a Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "lantai.engines.jobs"
    label = "jobs"
