"""The inventory of an object: what each version holds and under which digest its bytes are found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.indented import indented

SPECIFICATION = "1.1"
INVENTORY = "inventory.json"
ALGORITHM = "sha512"
SIDECAR = f"{INVENTORY}.{ALGORITHM}"
DECLARATION = f"0=ocfl_object_{SPECIFICATION}"
DECLARATION_TEXT = f"ocfl_object_{SPECIFICATION}\n".encode()
CONTENT = "content"
SM3_MANIFEST = "manifest-sm3.txt"
TOMBSTONE = "destruction.json"
"""In the first version of an object that took the place of a destroyed one: decision 14."""


class InventoryIsBroken(ArchiveError):
    code = "preservation.inventory_broken"
    message = gettext_noop("The inventory of the object at %(prefix)s cannot be read: %(reason)s.")
    hint = gettext_noop("Run the fixity check with repair; the object's older inventories lie in its version folders.")
    http_status = 500
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Version:
    """One version: when, why, by whom, and which digest stands at which logical path."""

    created: str
    message: str
    user_name: str
    user_address: str
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Inventory:
    """An object's inventory. `versions` is in order; `manifest` gives the content paths of each digest."""

    object_id: str
    versions: Mapping[str, Version]
    manifest: Mapping[str, tuple[str, ...]]
    algorithm: str = ALGORITHM

    @property
    def head(self) -> str:
        return list(self.versions)[-1]

    def state(self, version: str | None = None) -> Mapping[str, str]:
        """Logical path to digest, of this version or the newest. Raises KeyError for an unknown version."""
        return self.versions[version or self.head].state

    def content_path(self, digest: str) -> str:
        """Where the bytes with this digest lie, relative to the object."""
        return self.manifest[digest][0]

    def next_version(self) -> str:
        digits = self.head[1:]
        return f"v{int(digits) + 1:0{len(digits) if digits.startswith('0') else 0}d}"

    def to_json(self) -> bytes:
        """The file's bytes: the same inventory always gives the same ones."""
        versions = {name: _version_as_json(version) for name, version in self.versions.items()}
        body = {
            "id": self.object_id,
            "type": f"https://ocfl.io/{SPECIFICATION}/spec/#inventory",
            "digestAlgorithm": self.algorithm,
            "head": self.head,
            "contentDirectory": CONTENT,
            "manifest": {digest: sorted(self.manifest[digest]) for digest in sorted(self.manifest)},
            "versions": versions,
        }
        return f"{indented(body)}\n".encode()


def parse_inventory(data: bytes, *, prefix: str) -> Inventory:
    """Read an inventory that is meant to be right; `check` is for judging those that may not be."""
    try:
        return _inventory(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InventoryIsBroken(prefix=prefix, reason=f"{type(error).__name__} {error}") from error


def _inventory(body: dict[str, Any]) -> Inventory:
    names = sorted(body["versions"], key=lambda name: int(name[1:]))
    return Inventory(
        object_id=body["id"],
        versions={name: _version(body["versions"][name]) for name in names},
        manifest={digest: tuple(paths) for digest, paths in body["manifest"].items()},
        algorithm=body["digestAlgorithm"],
    )


def _version(body: dict[str, Any]) -> Version:
    user = body.get("user", {})
    state = {path: digest for digest, paths in body["state"].items() for path in paths}
    return Version(body["created"], body.get("message", ""), user.get("name", ""), user.get("address", ""), state)


def _version_as_json(version: Version) -> dict[str, Any]:
    state: dict[str, list[str]] = {}
    for path in sorted(version.state):
        state.setdefault(version.state[path], []).append(path)
    return {
        "created": version.created,
        "message": version.message,
        "user": {"name": version.user_name, "address": version.user_address},
        "state": state,
    }
