"""The app's name; its formats are told to the page on which files are ordered."""

from django.apps import AppConfig


class HandingOutConfig(AppConfig):
    name = "lantai.holdings.handing_out"

    def ready(self) -> None:
        from lantai.holdings.exchange.packages import PackageFormat, register_format
        from lantai.holdings.handing_out.actions import hand_out_to_fetch
        from lantai.holdings.handing_out.formats import FORMATS

        for name, format in FORMATS.items():
            register_format(PackageFormat(name, format.label, hand_out_to_fetch))
