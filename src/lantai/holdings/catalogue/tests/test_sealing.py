"""What a stolen database gives away of an ID number, and what it does not."""

from __future__ import annotations

import dataclasses
import json

import pytest

from lantai.holdings.catalogue.id_numbers import read_id_number
from lantai.holdings.catalogue.sealing import SealBroken, as_text, from_text, keys_from, seal, unseal
from lantai.holdings.catalogue.tests.test_id_numbers import FULL

KEYS = keys_from("a secret for tests")


def test_it_gives_back_what_was_written():
    assert unseal(seal(read_id_number("990101520304001"), KEYS), KEYS) == "990101520304001"
    assert unseal(seal(read_id_number("3.3E+17"), KEYS), KEYS) == "3.3E+17"
    assert unseal(seal(None, KEYS), KEYS) == ""


def test_it_seals_the_same_number_differently_each_time_and_finds_it_all_the_same():
    one, two = seal(read_id_number(FULL), KEYS), seal(read_id_number("990101520304001"), KEYS)

    assert one.cipher != seal(read_id_number(FULL), KEYS).cipher
    assert one.hash == two.hash
    assert one.last4 == FULL[-4:]


def test_it_has_no_hash_for_a_number_that_was_lost():
    assert seal(read_id_number("3.3E+17"), KEYS).hash is None


def test_it_cannot_be_read_or_found_with_another_key():
    other = keys_from("another secret")
    sealed = seal(read_id_number(FULL), KEYS)

    assert seal(read_id_number(FULL), other).hash != sealed.hash
    with pytest.raises(SealBroken):
        unseal(sealed, other)


@pytest.mark.parametrize("change", [
    {"hash": "0" * 64}, {"cipher": b"\x01"}, {"cipher": b"\x02" + KEYS.mark + b"0" * 60},
    {"cipher": b"\x01" + KEYS.mark + b"0" * 60},
])  # fmt: skip
def test_it_notices_a_changed_row(change):
    sealed = dataclasses.replace(seal(read_id_number(FULL), KEYS), **change)

    with pytest.raises(SealBroken):
        unseal(sealed, KEYS)


def test_it_stands_in_json_without_the_number():
    sealed = seal(read_id_number(FULL), KEYS)

    text = json.dumps(as_text(sealed))

    assert FULL[6:14] not in text
    assert from_text(json.loads(text)) == sealed


def test_it_never_prints_a_key():
    assert KEYS.seal.hex() not in repr(KEYS)
    assert str(KEYS.seal) not in repr(KEYS)
