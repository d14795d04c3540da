"""Common forms as a Django app: templates, static files, template tags, middleware. No models."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "lantai.base.common"
    label = "common"
