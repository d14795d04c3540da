"""Two tiny builds shared by the tests, each written once a session."""

import json

import pytest

import demo
from demo.build import MARKER


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    return demo.build(tmp_path_factory.mktemp("demo") / "tiny", size="tiny")


@pytest.fixture(scope="session")
def resumed(tmp_path_factory):
    """A second build that found the leavings of one cut short."""
    target = tmp_path_factory.mktemp("demo") / "resumed"
    (target / "J001").mkdir(parents=True)
    (target / "J001" / "half.jpg").write_bytes(b"half")
    (target / MARKER).write_text(json.dumps({"version": 1, "complete": False}))
    return demo.build(target, size="tiny")
