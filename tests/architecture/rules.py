"""House rules that no linter has, as pure functions: a module goes in, sentences about violations come out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Module

FUNCTION_LIMIT = 60
MODULE_LIMIT = 400
TEST_MODULE_LIMIT = 600

GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
UNNAMED = re.compile(r"(?<!%)(?:%%)*%[0-9.]*[sdrfi]|\{\d*\}")
CREATIONS = {"create", "bulk_create", "get_or_create", "update_or_create"}
CREATORS = {"actions.py", "factories.py"}
MOMENTS = {"utcnow", "today", "now"}
HTTP_MODULES = ("views.py", "api.py", "middleware.py", "context.py", "doors.py")
HTTP_FOLDERS = {"views", "front", "config", "templatetags"}


def oversize(module: Module) -> Iterator[str]:
    limit = TEST_MODULE_LIMIT if module.is_test else MODULE_LIMIT
    count = len(module.text.splitlines())
    if count > limit:
        yield f"{module.name} has {count} lines; the limit is {limit}. Split it by noun."


def long_functions(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = (node.end_lineno or node.lineno) - node.lineno + 1
            if count > FUNCTION_LIMIT:
                yield f"{module.at(node)} {node.name} has {count} lines; the limit is {FUNCTION_LIMIT}."


def unnamed_placeholders(module: Module) -> Iterator[str]:
    """Translators reorder sentences, so a placeholder needs a name; a msgid built at run time is never extracted."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and _called(node) in GETTEXT):
            continue
        for argument in node.args:
            if isinstance(argument, ast.JoinedStr):
                yield f"{module.at(node)} translates an f-string: use named placeholders and %."
            elif isinstance(argument, ast.Constant) and UNNAMED.search(str(argument.value)):
                yield f"{module.at(node)} has a placeholder without a name: {argument.value!r}"


def stray_creations(module: Module) -> Iterator[str]:
    """Rows are made by acts: `objects.create` and its kin stand in actions and factories only.

    Rows of the engines (outbox, heartbeats) are machinery, not acts: no register would carry a line about them.
    """
    parts = set(module.path.parts)
    if module.is_test or module.is_migration or module.path.name in CREATORS or parts & {"actions", "engines", "demo"}:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CREATIONS:
            owner = node.func.value
            if isinstance(owner, ast.Attribute) and owner.attr == "objects":
                yield f"{module.at(node)} calls objects.{node.func.attr} outside actions."


def stray_requests(module: Module) -> Iterator[str]:
    """The domain does not speak HTTP: only views, the API and middleware take a request."""
    if module.is_test or module.path.name in HTTP_MODULES or HTTP_FOLDERS & set(module.path.parts):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            if any(argument.arg == "request" for argument in taken):
                yield f"{module.at(node)} {node.name} takes a request outside views, API and middleware."


def naive_now(module: Module) -> Iterator[str]:
    """The moment is passed in, or asked with a time zone."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        asked = node.func.attr
        if asked not in MOMENTS:
            continue
        owner = ast.unparse(node.func.value).split(".")[-1]
        if owner in {"datetime", "date", "dt"} and (asked != "now" or not (node.args or node.keywords)):
            yield f"{module.at(node)} asks {owner}.{asked}() without a time zone: take `now` as an argument."


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""
