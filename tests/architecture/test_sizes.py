"""Nothing grows past what a person reads at once: modules, functions, templates."""

from __future__ import annotations

from tests.architecture import rules
from tests.architecture.source import ROOT, modules, templates

TEMPLATE_LIMIT = 300


def test_it_keeps_modules_small():
    assert [line for module in modules() if not module.is_migration for line in rules.oversize(module)] == []


def test_it_keeps_functions_small():
    assert [line for module in modules() for line in rules.long_functions(module)] == []


def test_it_keeps_templates_small():
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in templates()}

    assert {path.relative_to(ROOT).as_posix(): n for path, n in sizes.items() if n > TEMPLATE_LIMIT} == {}
