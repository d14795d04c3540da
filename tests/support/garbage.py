"""What is loaded before the first test stays until the last: the collector of garbage does not look through it again.

Test modules, the apps and a tree of every source file are millions of objects. Each whole collection takes two seconds
in a process that holds the trees; reading these took three times as long with the collector as without.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

gc.disable()  # this module is the first that is loaded: nothing of what follows goes away before the tests begin


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Everything is collected, here or in a worker: from now on garbage is looked for among what tests make."""
    gc.freeze()
    gc.enable()


@contextmanager
def kept() -> Iterator[None]:
    """What is made here is large and stays until the end of the process."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
