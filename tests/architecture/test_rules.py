"""Each house rule is tried on a planted violation and on its innocent neighbour: a rule that cannot fail is none."""

from __future__ import annotations

import pytest

from tests.architecture import rules
from tests.architecture.source import module_from

PLANTED = [
    (rules.long_functions, "def f():\n" + "    x = 1\n" * 60, "f has 61 lines"),
    (rules.oversize, "x = 1\n" * 401, "has 401 lines"),
    (rules.unnamed_placeholders, '_("Saved %s.")', "without a name"),
    (rules.unnamed_placeholders, '_("Saved {}.")', "without a name"),
    (rules.unnamed_placeholders, '_("%(n)s of %d")', "without a name"),
    (rules.unnamed_placeholders, 'gettext(f"Saved {name}.")', "f-string"),
    (rules.naive_now, "dt.datetime.now()", "datetime.now()"),
    (rules.naive_now, "datetime.utcnow()", "utcnow"),
    (rules.naive_now, "dt.date.today()", "date.today()"),
]
PLANTED_OUTSIDE_ACTIONS = [
    (rules.stray_creations, "Record.objects.create(x=1)", "objects.create"),
    (rules.stray_creations, "Record.objects.bulk_create([])", "objects.bulk_create"),
    (rules.stray_requests, "def read(request, code): ...", "takes a request"),
    (rules.stray_requests, "async def read(*, request): ...", "takes a request"),
]
INNOCENT = [
    (rules.long_functions, "def f():\n" + "    x = 1\n" * 59),
    (rules.oversize, "x = 1\n" * 400),
    (rules.unnamed_placeholders, '_("Saved %(name)s; 100 % done, 5 %% left.")'),
    (rules.unnamed_placeholders, '_(self.message) % {"a": 1}'),
    (rules.naive_now, "timezone.now(); dt.datetime.now(dt.UTC); dt.datetime.now(tz=zone)"),
    (rules.stray_creations, "Record.objects.create(x=1)"),
    (rules.stray_requests, "def read(code): ..."),
]


@pytest.mark.parametrize(("rule", "text", "expected"), PLANTED)
def test_it_finds_the_planted_violation(rule, text, expected):
    found = list(rule(module_from(text)))

    assert len(found) == 1
    assert expected in found[0]


@pytest.mark.parametrize(("rule", "text", "expected"), PLANTED_OUTSIDE_ACTIONS)
def test_it_finds_what_is_allowed_elsewhere_only(rule, text, expected):
    found = list(rule(module_from(text, "src/lantai/holdings/planted/queries.py")))

    assert len(found) == 1
    assert expected in found[0]


@pytest.mark.parametrize(("rule", "text"), INNOCENT)
def test_it_leaves_the_innocent_alone(rule, text):
    assert list(rule(module_from(text))) == []


def test_it_lets_views_take_a_request():
    module = module_from("def page(request): ...", "src/lantai/holdings/planted/views.py")

    assert list(rules.stray_requests(module)) == []


def test_it_allows_tests_six_hundred_lines():
    assert list(rules.oversize(module_from("x = 1\n" * 600, "tests/planted/test_x.py"))) == []
    assert list(rules.oversize(module_from("x = 1\n" * 601, "tests/planted/test_x.py"))) != []
