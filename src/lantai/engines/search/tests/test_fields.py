"""Keys sort as people do, and what is packed into numbers sorts as the keys do."""

from collections import Counter

import pytest
from hypothesis import given, settings, strategies as st

from lantai.engines.search.document import SearchDocument
from lantai.engines.search.fields import HEAD_BITS, code_head, code_key, newest_key, oldest_key

CODES = st.text(alphabet=st.sampled_from("0129azjws档案-·. A"), max_size=24)


def coded(code, num=1):
    return SearchDocument(num=num, id="", code=code, title="")


@settings(deadline=None)
@given(CODES, CODES)
def test_it_packs_a_code_into_a_number_that_sorts_as_the_code(first, second):
    heads = code_head(coded(first)), code_head(coded(second))
    keys = code_key(coded(first)), code_key(coded(second))

    assert all(0 <= head < 2**HEAD_BITS for head in heads)
    if heads[0] < heads[1]:
        assert keys[0] < keys[1]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("J001-WS·1987-Y-2", "J001-WS·1987-Y-10"),
        ("J2-1", "J10-1"),
        ("J001-WS·1987-Y-0012", "J001-WS·1987-Y-0013"),
        ("0001-WS·1987·D30-0009", "0001-WS·1987·Y-0001"),
        ("J001", "J001-1"),
        ("J001-9", "J001-A"),
        ("J001-Z", "J001-档"),
        ("J" + "9" * 19 + "档", "J" + "9" * 40),
    ],
)
def test_it_sorts_codes_as_people_do(earlier, later):
    assert code_key(coded(earlier)) < code_key(coded(later))
    assert code_head(coded(earlier)) <= code_head(coded(later))


def test_it_keeps_usual_codes_nearly_apart_in_the_number():
    codes = [
        f"J{fonds:03d}-WS·{year}-Y-{num:04d}" for fonds in (1, 87) for year in (1949, 2019) for num in range(1, 2_000)
    ]
    ties = Counter(code_head(coded(code)) for code in codes)

    assert max(ties.values()) <= 32


def test_it_sorts_equal_codes_by_row_id():
    assert code_key(coded("J001", 2)) < code_key(coded("J001", 10))


def test_it_puts_undated_ones_last_in_both_orders():
    dated, undated = SearchDocument(num=1, id="", code="", title="", datekey=19870101), coded("")

    assert oldest_key(dated) < oldest_key(undated)
    assert newest_key(dated) > newest_key(undated)
    assert max(oldest_key(undated), newest_key(dated)) < 2**63
