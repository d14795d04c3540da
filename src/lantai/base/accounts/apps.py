"""People and access as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lantai.base.accounts"
    label = "accounts"
