"""Limits as a Django app."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "lantai.base.limits"
    label = "limits"
