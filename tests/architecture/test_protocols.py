"""An interface exists for its second implementation, and a contract test holds them together."""

from __future__ import annotations

import ast

from tests.architecture.source import Module, lantai_modules, module_from, modules


def protocols(module: Module) -> list[str]:
    """Protocols with named methods; shapes of plain values and of one callable need no contract."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Protocol") for base in node.bases):
            methods = [item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
            properties = [item for item in node.body if isinstance(item, ast.FunctionDef) and is_property(item)]
            if len(methods) > len(properties) and methods != ["__call__"]:
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
    names = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}


def test_it_has_a_contract_for_every_protocol():
    tried = {name for module in contracts() for name in named_in(module)}
    declared = {f"{name} ({module.name})" for module in lantai_modules() for name in protocols(module)}

    assert {entry for entry in declared if entry.split()[0] not in tried} == set()


def test_it_recognises_a_protocol_worth_a_contract():
    text = "class Store(Protocol):\n    def get(self): ...\nclass Who(Protocol):\n    label: str\n"

    assert protocols(module_from(text)) == ["Store"]
