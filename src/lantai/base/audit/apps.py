"""The audit chain as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lantai.base.audit"
    label = "audit"
