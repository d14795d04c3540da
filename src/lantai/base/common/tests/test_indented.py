"""Indented JSON is what Python's own encoder would write, byte for byte."""

from __future__ import annotations

import datetime as dt
import json
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given, settings, strategies as st

from lantai.base.common.indented import indented

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


class Kind(StrEnum):
    SCAN = "扫描"


class Level(IntEnum):
    HIGH = 3


@given(value=VALUES, sort_keys=st.booleans())
@settings(max_examples=60, deadline=None)
def test_it_is_what_the_encoder_of_python_writes(value, sort_keys):
    assert indented(value, sort_keys=sort_keys) == json.dumps(value, ensure_ascii=False, indent=1, sort_keys=sort_keys)


def test_enums_and_what_json_does_not_know_are_written_as_ever():
    value = {"kind": Kind.SCAN, "level": Level.HIGH, Kind.SCAN: [], "on": dt.date(2026, 3, 1), "none": {"x": ()}}

    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=1, default=str)


def test_a_name_that_is_no_text_is_refused():
    with pytest.raises(TypeError):
        indented({1: "one"})
