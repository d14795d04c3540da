"""Fixtures shared by the apps' own tests and by tests/."""

pytest_plugins = ["tests.support.fixtures", "tests.support.buckets"]
