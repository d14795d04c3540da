"""The project's own files as the architecture tests read them: every Python module with its tree, read once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tests.support.garbage import kept

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "lantai"
FOLDERS = ("src", "tests", "demo", "bench", "bin")


@dataclass(frozen=True)
class Module:
    """One Python file: where it lies, what it says, its tree once it is asked for."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        with kept():
            return ast.parse(self.text)

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.relative_to(ROOT).parts or self.path.name == "conftest.py"

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


def module_from(text: str, path: str = "src/lantai/planted/actions.py") -> Module:
    """A module that exists only in a test: what a rule is tried on."""
    return Module(ROOT / path, text)


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the project, the scripts in bin that have no ending included."""
    return tuple(sorted(_read(), key=lambda module: module.name))


def _read() -> Iterator[Module]:
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix == ".py" or (folder == "bin" and _is_python_script(path)):
                yield Module(path, path.read_text(encoding="utf-8"))


def _is_python_script(path: Path) -> bool:
    return path.is_file() and not path.suffix and path.read_bytes().startswith(b"#!/usr/bin/env python3")


def production_modules() -> list[Module]:
    return [module for module in modules() if not module.is_test and not module.is_migration]


def lantai_modules() -> list[Module]:
    """Production code of the package itself."""
    return [module for module in production_modules() if module.path.is_relative_to(SOURCE)]


def templates() -> list[Path]:
    return sorted(SOURCE.rglob("*.html"))


@cache
def tracked_files() -> tuple[Path, ...]:
    """Files under version control that still exist; in a plain copy without git, every file of the main folders."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        found = (path for folder in (*FOLDERS, "docs", "requirements", ".ci") for path in (ROOT / folder).rglob("*"))
        return tuple(sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts))
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())
