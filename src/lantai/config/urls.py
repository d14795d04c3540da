"""Every address. Each app's own are in its `urls.py`; the permission table in tests/architecture lists them all."""

from django.urls import URLPattern, URLResolver, register_converter

from lantai.base.common.ids import UlidConverter

register_converter(UlidConverter, "ulid")

urlpatterns: list[URLPattern | URLResolver] = []
