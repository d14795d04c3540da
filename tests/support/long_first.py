"""What takes longest starts first, so that no worker is left alone with it at the end.

Nothing is measured: a test that may take long says so by `timeout` or `slow`, and what no app owns (journeys,
contracts, architecture) takes longer than what one app owns.
"""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """After the plug-ins that shuffle: within each group their order stays, so that modules stay together."""
    usual = float(config.getini("timeout") or 0)
    items.sort(key=lambda item: allowance(item, usual))


def allowance(item: pytest.Item, usual: float) -> tuple[float, bool, bool]:
    """Less for what is to start earlier."""
    marker = item.get_closest_marker("timeout")
    seconds = float(marker.args[0]) if marker and marker.args else usual
    return -max(seconds, usual), item.get_closest_marker("slow") is None, not item.nodeid.startswith("tests/")
