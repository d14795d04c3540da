"""The rules of rules.py, kept by the project's own code."""

from __future__ import annotations

import ast

import pytest

from tests.architecture import rules
from tests.architecture.source import lantai_modules, production_modules

RULES = [rules.unnamed_placeholders, rules.stray_creations, rules.stray_requests, rules.naive_now]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_it_keeps_the_rule(rule):
    assert [line for module in lantai_modules() for line in rule(module)] == []


def test_it_opens_every_module_with_a_sentence():
    silent = [module.name for module in production_modules() if module.text and not ast.get_docstring(module.tree)]

    assert silent == []
