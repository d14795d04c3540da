"""Common forms as a Django app: templates, static files, template tags, middleware. No models."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "lantai.base.common"
    label = "common"

    def ready(self) -> None:
        from django.urls import register_converter

        from lantai.base.common.ids import UlidConverter

        register_converter(UlidConverter, "ulid")  # before any app's addresses are read
