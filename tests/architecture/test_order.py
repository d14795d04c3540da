"""The suite begins with what takes longest, whatever other plug-ins shuffle."""

import pytest

from tests.support.long_first import allowance


@pytest.mark.timeout(240)
def test_it_starts_with_what_may_take_longest(request):
    usual = float(request.config.getini("timeout"))
    order = [allowance(item, usual) for item in request.session.items]

    assert order == sorted(order)
    assert allowance(request.node, usual) == (-240, True, False)
