"""What the reference pages say, read from the code itself: cog prints it into docs/, tests compare it."""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import pkgutil
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")

import django
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, DjangoHelpFormatter

import lantai
from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import SENTENCES
from lantai.config import env

ROOT = Path(__file__).resolve().parents[2]
if not apps.ready:
    django.setup()


@cache
def import_everything() -> None:
    """Load every module, so that whatever is declared anywhere has been declared."""
    for module in pkgutil.walk_packages(lantai.__path__, "lantai."):
        parts = module.name.split(".")
        if not {"tests", "migrations", "__main__", "wsgi"} & set(parts):
            importlib.import_module(module.name)


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(headings), ["---"] * len(list(headings)), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


# ── settings ──


def duties_table() -> str:
    """Which office does what, as `accounts.separation` has it."""
    from lantai.base.accounts.separation import AUDIT, DUTIES, SECURITY, STAFF, SYSTEM

    offices = (SYSTEM, SECURITY, AUDIT, STAFF)
    names = ("system administrator", "security officer", "auditor", "staff")
    return table(("", *names), ((duty.what, *(duty.offices.get(office, "") for office in offices)) for duty in DUTIES))


def settings_table() -> str:
    importlib.import_module("lantai.config.settings")
    import_everything()
    rows = [
        (f"`{variable.name}`", variable.kind, f"`{variable.default}`" if variable.default else "", variable.help)
        for variable in sorted(env.VARIABLES.values(), key=lambda variable: variable.name)
    ]
    return table(("variable", "kind", "default", "what it is"), rows)


# ── refusals and findings ──


def errors() -> list[type[ArchiveError]]:
    """Every refusal of the project that has a code of its own, by code."""
    import_everything()
    found: set[type[ArchiveError]] = set()
    waiting = list(ArchiveError.__subclasses__())
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.startswith("lantai.") and "tests" not in error.__module__ and "code" in vars(error):
            found.add(error)
    return sorted(found, key=lambda error: error.code)


def errors_table() -> str:
    rows = [
        (f"`{error.code}`", error.message, error.hint, str(error.http_status), str(error.exit_code))
        for error in errors()
    ]
    return table(("code", "message", "what to do", "HTTP", "exit"), rows)


def findings_table(*families: str) -> str:
    """All findings, or those whose code begins with one of these words."""
    import_everything()
    codes = [code for code in sorted(SENTENCES) if not families or code.startswith(families)]
    return table(("code", "sentence", "what to do"), [(f"`{code}`", *SENTENCES[code]) for code in codes])


def eark_table() -> str:
    """The rules of E-ARK as they are asked: number, level, place and what each is about."""
    from lantai.engines.packages.eark.rules import rules

    rows = [(f"`{rule.code}`", rule.level, f"`{rule.target}`", rule.says) for rule in rules().by_id.values()]
    return table(("code", "level", "place", "about"), rows)


def conformance_table() -> str:
    """Every case of others' suites that is judged otherwise here, and why: read from the tests that hold it."""
    from lantai.engines.packages.tests.test_bag import DIFFERENT as BAGS
    from lantai.engines.packages.tests.test_eark_package import DIFFERENT as EARK
    from lantai.holdings.handing_out.tests.test_eark_validator import DIFFERENT as VALIDATOR

    rows = [("BagIt suite", f"`{case}`", reason) for case, reason in BAGS.items()]
    rows += [("E-ARK corpus", f"`{rule}` `{case}`", reason) for (rule, case), reason in EARK.items()]
    rows += [("eark-validator on our DIP", f"`{rule}`", reason) for rule, reason in VALIDATOR.items()]
    return table(("suite", "case", "why we and it differ"), rows)


# ── commands ──


def command_names() -> list[str]:
    return sorted(name for name, app in get_commands().items() if str(app).startswith("lantai."))


def command_parser(name: str) -> argparse.ArgumentParser:
    return load_command(name).create_parser("bin/lantai", name)


def load_command(name: str) -> BaseCommand:
    return load_command_class(get_commands()[name], name)


@cache
def django_options() -> frozenset[str]:
    """Options that every Django command has; they are told once, not under each verb."""
    parser = BaseCommand().create_parser("bin/lantai", "any")
    return frozenset(option for action in parser._actions for option in action.option_strings)


def commands_text() -> str:
    return "\n".join(command_section(name) for name in command_names())


def command_section(name: str) -> str:
    parser = command_parser(name)
    lines = [f"## {name}\n", f"{load_command(name).help}\n"]
    subparsers = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for owner, title in [(parser, name), *_nested(subparsers, name)]:
        rows = list(argument_rows(owner))
        if owner is not parser:
            lines.append(f"### {title}\n")
        if rows:
            lines.append(table(("argument", "default", "what it does"), rows))
    return "\n".join(lines)


def _nested(subparsers: list[argparse._SubParsersAction], name: str) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    for action in subparsers:
        for word, parser in action.choices.items():
            yield parser, f"{name} {word}"


def argument_rows(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, str]]:
    formatter = DjangoHelpFormatter(parser.prog)
    for action in parser._actions:
        if set(action.option_strings) & django_options() or isinstance(action, argparse._SubParsersAction):
            continue
        shown = formatter._format_action_invocation(action).replace(", ", ", ")
        has_default = action.default not in (None, False, argparse.SUPPRESS, []) and action.option_strings
        yield f"`{shown}`", f"`{action.default}`" if has_default else "", str(action.help or "")


# ── access, events, signals, layers ──


def roles_table() -> str:
    access = importlib.import_module("lantai.base.accounts.access")
    roles = list(access.Role)
    rows = [
        (f"`{right}`", *("yes" if right in access.RIGHTS[role] else "" for role in roles)) for right in access.Right
    ]
    return table(("right", *(role.value.replace("_", " ") for role in roles)), rows)


def source_trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "src" / "lantai").rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield path.relative_to(ROOT / "src").as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def verbs() -> list[tuple[str, str]]:
    """(verb, module) of every audit event, from the calls of `audit.actions.record`."""
    found = set()
    for name, tree in source_trees():
        aliases = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "lantai.base.audit.actions"
            for alias in node.names
            if alias.name in {"record", "Act"}
        }
        for node in ast.walk(tree):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in aliases
            if called and node.args and isinstance(node.args[0], ast.Constant):
                found.add((str(node.args[0].value), name.removesuffix(".py").replace("/", ".")))
    return sorted(found)


def verbs_table() -> str:
    return table(("verb", "recorded by"), ((f"`{verb}`", f"`{module}`") for verb, module in verbs()))


def signals() -> list[tuple[str, str, str]]:
    """(signal, module, what it says) of everything declared in a signals.py."""
    found = []
    for name, tree in source_trees():
        if not name.endswith("/signals.py"):
            continue
        for node, after in zip(tree.body, [*tree.body[1:], ast.Pass()], strict=True):
            if isinstance(node, ast.Assign) and ast.unparse(node.value).endswith("Signal()"):
                said = (
                    after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
                )
                module = name.removesuffix(".py").replace("/", ".")
                found.append((ast.unparse(node.targets[0]), module, " ".join(str(said).split())))
    return found


def signals_table() -> str:
    return table(
        ("signal", "declared in", "what it says"),
        ((f"`{name}`", f"`{module}`", said) for name, module, said in signals()),
    )


def layers_text() -> str:
    """The import contracts of pyproject.toml as lists, upper layers first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    lines = []
    for contract in contracts:
        lines.append(f"- **{contract['name']}**")
        if contract["type"] == "layers":
            lines.append("  " + " → ".join(f"`{layer}`" for layer in contract["layers"]))
        elif contract["type"] == "independence":
            lines.append("  " + " · ".join(f"`{module}`" for module in contract["modules"]))
        else:
            lines.append("  nobody else imports " + ", ".join(f"`{name}`" for name in contract["forbidden_modules"]))
    return "\n".join(lines) + "\n"
