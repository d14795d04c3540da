"""Enum members come back from children under every Python 3.11: Debian 12 pickles them as getattr(class, name)."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from lantai.base.common.findings import Severity
from lantai.engines.formats.values import loads


class ByGetattr:
    """Pickles as Python 3.11.2 pickles a member of an enum, under any Python."""

    def __init__(self, owner: type, name: str) -> None:
        self.owner, self.name = owner, name

    def __reduce__(self):
        return getattr, (self.owner, self.name)


def test_it_reads_a_member_pickled_either_way():
    assert loads(pickle.dumps(Severity.ERROR)) is Severity.ERROR
    assert loads(pickle.dumps(ByGetattr(Severity, "ERROR"))) is Severity.ERROR


def test_it_gives_no_attribute_of_anything_else():

    with pytest.raises(pickle.UnpicklingError, match="a child asked for"):
        loads(pickle.dumps(ByGetattr(Path, "unlink")))
    with pytest.raises(KeyError):
        loads(pickle.dumps(ByGetattr(Severity, "__class__")))
