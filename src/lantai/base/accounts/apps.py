"""People and access as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lantai.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from lantai.base.accounts.receivers import note_seen

        user_logged_in.connect(note_seen, dispatch_uid="accounts.seen")
