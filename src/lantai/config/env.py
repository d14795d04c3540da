"""Typed reading of the environment. Each call carries its help, and the same table prints the reference page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting as an operator meets it."""

    name: str
    kind: str
    default: str
    help: str


VARIABLES: dict[str, Variable] = {}


class WrongValue(SystemExit):
    """A setting that cannot be used stops the program at once, with the name, the value and what was expected."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"{name}={value!r} cannot be used: {expected}. See docs/reference/settings.md.")


def _raw(name: str, kind: str, default: str, help: str) -> str:
    VARIABLES[name] = Variable(name, kind, default, help)
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def text(name: str, default: str, *, help: str) -> str:
    """A string as it stands. `NAME_FILE` names a file that holds it instead: for secrets."""
    return _raw(name, "text", default, help)


def integer(name: str, default: int, *, help: str) -> int:
    """A whole number."""
    value = _raw(name, "integer", str(default), help)
    try:
        return int(value)
    except ValueError:
        raise WrongValue(name, value, "a whole number is expected") from None


def flag(name: str, *, default: bool, help: str) -> bool:
    """1, true, yes, on or 0, false, no, off."""
    value = _raw(name, "flag", "1" if default else "0", help).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise WrongValue(name, value, "1 or 0 is expected")


def path(name: str, default: Path, *, shown: str, help: str) -> Path:
    """A folder or file; `shown` is the default as the reference page prints it."""
    value = _raw(name, "path", "", help)
    VARIABLES[name] = Variable(name, "path", shown, help)
    return Path(value).expanduser().resolve() if value else default


def words(name: str, default: str, *, help: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in _raw(name, "list", default, help).split(",") if word.strip()]


def networks(name: str, default: str, *, help: str) -> list[str]:
    """Addresses and networks separated by commas, as they were written."""
    found = words(name, default, help=help)
    try:
        for word in found:
            ip_network(word, strict=False)
    except ValueError:
        raise WrongValue(name, ",".join(found), "addresses or networks such as 10.0.0.1 or 172.16.0.0/12") from None
    return found
