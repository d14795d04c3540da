"""The import contracts of pyproject.toml, each tried with a planted violation in a copy of the source."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
NAMES = [contract["name"] for contract in CONTRACTS]


def violation_of(contract: dict) -> tuple[str, str]:
    """A package to plant in, and the import that must not stand there."""
    if contract["type"] == "layers":
        return contract["layers"][-1].split("|")[0].strip(), contract["layers"][0].split("|")[0].strip()
    if contract["type"] == "independence":
        return contract["modules"][0], contract["modules"][1]
    return "lantai.base.common", contract["forbidden_modules"][0]


def packages_under_contract() -> set[str]:
    """Every package that a layers or independence contract names."""
    lines = [line for contract in CONTRACTS for line in contract.get("layers", contract.get("modules", []))]
    return {package.strip() for line in lines for package in line.split("|")}


@pytest.fixture(scope="module")
def verdict(tmp_path_factory) -> str:
    """What import-linter says of a copy in which every contract is broken once."""
    copy = tmp_path_factory.mktemp("planted")
    shutil.copy(ROOT / "pyproject.toml", copy)
    ignored = shutil.ignore_patterns("static", "__pycache__", "locale", "templates")
    shutil.copytree(ROOT / "src", copy / "src", ignore=ignored)
    for name in packages_under_contract():
        package = copy.joinpath("src", *name.split("."))
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
    for number, contract in enumerate(CONTRACTS):
        package, imported = violation_of(contract)
        planted = copy.joinpath("src", *package.split("."), f"planted_{number}.py")
        planted.write_text(f"import {imported}\n", encoding="utf-8")
    return lint(copy)


def lint(folder: Path) -> str:
    command = [
        str(Path(sys.executable).parent / "lint-imports"),
        "--no-cache",
        "--config",
        str(folder / "pyproject.toml"),
    ]
    env = {**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200", "PYTHONWARNINGS": "ignore"}
    result = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=150, check=False)
    return result.stdout + result.stderr


@pytest.mark.parametrize("number", range(len(CONTRACTS)), ids=NAMES)
def test_it_finds_the_planted_import(verdict, number):
    name = CONTRACTS[number]["name"]
    package, _ = violation_of(CONTRACTS[number])

    assert re.search(rf"{re.escape(name)} BROKEN", verdict), verdict
    assert f"{package}.planted_{number} ->" in verdict, verdict


def test_it_puts_every_app_under_a_contract():
    wings = ["base", "engines", "holdings", "services", "front"]
    apps = {
        f"lantai.{wing}.{path.parent.name}"
        for wing in wings
        for path in (ROOT / "src/lantai" / wing).glob("*/__init__.py")
    }

    assert apps - packages_under_contract() == set()
