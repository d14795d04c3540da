"""Every app says what it owns, in the docstring of its package."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import SOURCE

WINGS = ("base", "engines", "holdings", "services", "front")
APPS = sorted(path.parent for wing in WINGS for path in (SOURCE / wing).glob("*/__init__.py"))


def test_it_finds_the_apps():
    assert {app.name for app in APPS} >= {"accounts", "audit", "common", "catalogue"}


@pytest.mark.parametrize("app", APPS, ids=lambda app: f"{app.parent.name}.{app.name}")
def test_it_says_what_the_app_owns(app):
    docstring = ast.get_docstring(ast.parse((app / "__init__.py").read_text(encoding="utf-8"))) or ""

    assert re.search(r"\bowns?\b", docstring, re.IGNORECASE), f"{app.name}/__init__.py does not say what the app owns"


@pytest.mark.parametrize("app", APPS, ids=lambda app: f"{app.parent.name}.{app.name}")
def test_it_imports_nothing_in_the_package_itself(app):
    tree = ast.parse((app / "__init__.py").read_text(encoding="utf-8"))

    assert [ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)] == []
