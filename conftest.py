"""Fixtures shared by the apps' own tests and by tests/."""

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

# Other programs share the machine: how long an example took says nothing, and is no reason to fail.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

pytest_plugins = ["tests.support.fixtures", "tests.support.buckets"]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Requests leave their language behind in the thread: no test begins in that of the one before it."""
    translation.deactivate()
