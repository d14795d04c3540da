"""An interface exists for its second implementation, and a contract test holds them together."""

from __future__ import annotations

import ast

from tests.architecture.source import Module, lantai_modules, module_from, modules

STREAM = {"read", "write", "seek", "tell", "close"}


def protocols(module: Module) -> list[str]:
    """Protocols with named methods; shapes of plain values, of one callable and of a stream need no contract."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Protocol") for base in node.bases):
            if node.name.startswith("_"):
                continue
            methods = [item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
            properties = [item for item in node.body if isinstance(item, ast.FunctionDef) and is_property(item)]
            if len(methods) > len(properties) and methods != ["__call__"] and not set(methods) <= STREAM:
                found.append(node.name)
    return found


def is_property(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator) == "property" for decorator in function.decorator_list)


def contracts() -> list[Module]:
    """Modules of tests/contracts that define a contract class."""
    return [
        module
        for module in modules()
        if module.name.startswith("tests/contracts/")
        and any(isinstance(node, ast.ClassDef) and node.name.endswith("Contract") for node in ast.walk(module.tree))
    ]


def named_in(module: Module) -> set[str]:
    """Names a contract speaks of, and modules it takes them from."""
    names = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    return names | {node.module or "" for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom)}


def test_it_has_a_contract_for_every_protocol():
    tried = {name for module in contracts() for name in named_in(module)}
    declared = {module: protocols(module) for module in lantai_modules()}

    # What one module declares is one interface: the batch a store hands out is tried with the store.
    untried = {
        module.name: found for module, found in declared.items() if found and not tried & {*found, dotted(module)}
    }
    assert untried == {}


def dotted(module: Module) -> str:
    return module.name.removeprefix("src/").removesuffix(".py").replace("/", ".")


def test_it_recognises_a_protocol_worth_a_contract():
    text = "class Store(Protocol):\n    def get(self): ...\nclass Who(Protocol):\n    label: str\n"

    assert protocols(module_from(text)) == ["Store"]
