"""The app's name; its formats are told to the page on which files are ordered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from lantai.holdings.exchange.packages import PackageFormat


class HandingOutConfig(AppConfig):
    name = "lantai.holdings.handing_out"

    def ready(self) -> None:
        from lantai.holdings.exchange.packages import register_formats

        register_formats(package_formats)


def package_formats() -> Iterator[PackageFormat]:
    """All there are, each to be written for somebody to fetch."""
    from lantai.holdings.exchange.packages import PackageFormat
    from lantai.holdings.handing_out.actions import hand_out_to_fetch
    from lantai.holdings.handing_out.formats import FORMATS

    for name, format in FORMATS.items():
        yield PackageFormat(name, format.label, hand_out_to_fetch)
