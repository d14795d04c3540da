"""The order in which codes change: swaps and circles in one piece, chains from their end."""

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.arrangement import plans
from lantai.holdings.arrangement.plans import Row
from lantai.holdings.arrangement.scheme_files import read_code
from lantai.holdings.arrangement.tests.described import codes_of, described
from lantai.holdings.catalogue.actions import CodeChange, change_codes
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory

pytestmark = pytest.mark.django_db


def code(number):
    return f"J001-WS·1987-Y-BGS-{number:04}"


@pytest.mark.parametrize(
    "moves",
    [
        {1: 2, 2: 1},
        {1: 2, 2: 3, 3: 1},
        {n: n + 1 for n in range(1, 10)},
        {n: n - 1 for n in range(2, 10)},
        {n: n % 9 + 1 for n in range(1, 10)} | {20: 21, 21: 20, 30: 31},
    ],
)
def test_every_code_is_free_when_its_piece_comes(moves, monkeypatch):
    monkeypatch.setattr(plans, "PIECE", 2)
    fonds = FondsFactory(code="J001")
    records = dict(zip(moves, described(fonds, *map(code, moves)), strict=True))
    rows = [Row(records[old], read_code(code(new), level="item")) for old, new in moves.items()]

    plans._cut(rows)

    for piece in range(max(row.piece for row in rows) + 1):
        here = [CodeChange(row.record, row.new) for row in rows if row.piece == piece]
        change_codes(actor=OPERATOR, fonds=fonds, changes=here, reason="对调")
    assert codes_of(fonds) == sorted(code(new) for new in moves.values())
    assert {r.pk: r.code for r in Record.objects.all()} == {records[old].pk: code(new) for old, new in moves.items()}


def test_a_long_chain_is_cut_into_many_pieces(monkeypatch):
    monkeypatch.setattr(plans, "PIECE", 4)
    fonds = FondsFactory(code="J001")
    records = described(fonds, *(code(n) for n in range(1, 21)))
    rows = [Row(r, read_code(code(n + 1), level="item")) for n, r in enumerate(records, start=1)]

    plans._cut(rows)

    assert max(row.piece for row in rows) == 4
    assert rows[-1].piece == 0
